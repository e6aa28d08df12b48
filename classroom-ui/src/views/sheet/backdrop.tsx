/* SPDX-License-Identifier: MIT */
/* What lies beneath the places: the sheet as it is printed, a picture of it, or what a pupil wrote on it. */
import type { Signal } from "@preact/signals";
import { PageInk } from "../../ink/page-ink";
import { classState, requests } from "../../state/console";
import { Refusal } from "../../wire/requests";
import type { Region, SheetPage } from "./document";
import { documentNow } from "./editor";
import { sheetWords } from "./words";

export interface Beneath {
  /** Of a picture; null none. */
  readonly picture: Signal<string | null>;
  /** Ink, as a path; null none. */
  readonly ink: Signal<string | null>;
  readonly printed: Signal<boolean>;
}

/** The strokes as one path, in millimetres from the paper's corner. */
function inkPath(ink: PageInk, page: SheetPage): string {
  const [left, top] = page.offset_mm ?? [0, 0];
  return ink.finished
    .map((stroke) => {
      const points = Array.from({ length: stroke.count }, (_, i) =>
        `${(stroke.x[i]! / 100 - left).toFixed(1)},${(stroke.y[i]! / 100 - top).toFixed(1)}`);
      return points.length > 0 ? `M${points.join("L")}` : "";
    })
    .join("");
}

async function showInk(copy: number, page: SheetPage, ink: Signal<string | null>): Promise<void> {
  try {
    const { records } = await requests.ask({ type: "open-page", copy });
    ink.value = inkPath(PageInk.from(copy, records), page);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

export function BackdropChoice({ page, beneath: { picture, ink, printed } }: { page: SheetPage; beneath: Beneath }) {
  const words = sheetWords.value;
  const seats = (classState.value?.seats ?? []).filter(
    (seat) => seat.pupil && seat.page && (["section", "owner", "book", "page"] as const).every((part) => seat.page![part] === page.address[part]),
  );
  const take = (value: string) => {
    ink.value = picture.value = null;
    printed.value = value !== "blank";
    if (value === "picture") document.getElementById("sheet-picture")?.click();
    else if (value !== "" && value !== "blank") void showInk(Number(value), page, ink);
  };
  return (
    <label>
      {words.backdrop}
      <select id="backdrop" onChange={(event) => take(event.currentTarget.value)}>
        <option value="">{words.printedBackdrop}</option>
        <option value="blank">{words.noBackdrop}</option>
        <option value="picture">{words.pictureBackdrop}</option>
        {seats.slice(0, 60).map((seat) => (
          <option key={seat.seat} value={seat.page!.copy}>
            {words.inkOf(seat.pupil!.name ?? String(seat.pupil!.number))}
          </option>
        ))}
      </select>
      <input
        id="sheet-picture"
        type="file"
        accept="image/*"
        hidden
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (!file) return;
          printed.value = false;
          picture.value = URL.createObjectURL(file);
        }}
      />
    </label>
  );
}

function Shape({ region }: { region: Region }) {
  const [x, y, width, height] = region.box_mm;
  const corners = region["corners_mm"] as readonly (readonly number[])[] | undefined;
  if (corners) return <polygon points={corners.map((corner) => corner.join()).join(" ")} />;
  if (region["shape"] === "ellipse") return <ellipse cx={x + width / 2} cy={y + height / 2} rx={width / 2} ry={height / 2} />;
  return <rect x={x} y={y} width={width} height={height} />;
}

/** As the pupils have it before them: the title, names of questions, frames, letters of options. */
export function PrintedPage({ page, index }: { page: SheetPage; index: number }) {
  const now = documentNow.value!;
  const first = new Map<number, Region>();
  for (const region of page.regions)
    if (region.question !== undefined && region.role !== "mark" && !first.has(region.question)) first.set(region.question, region);
  const middle = ({ box_mm: [, y, , height] }: Region) => y + height / 2;
  return (
    <g class="paper-print" aria-hidden="true">
      {index === 0 && now.title && (
        <text class="print-title" x={page.size_mm[0] / 2} y="16">
          {now.title}
        </text>
      )}
      {page.regions.map((region) => (
        <Shape key={region.id} region={region} />
      ))}
      {page.regions.map((region) =>
        region.role === "option" ? (
          <text key={region.id} class="print-letter" x={region.box_mm[0] - 0.6} y={middle(region)}>
            {region.option}
          </text>
        ) : null)}
      {[...first].map(([number, region]) => (
        <text key={number} class="print-letter" x={region.box_mm[0] - (region.role === "option" ? 5 : 1.2)} y={middle(region)}>
          {now.questions.find((question) => question.number === number)?.name || number}
        </text>
      ))}
    </g>
  );
}
