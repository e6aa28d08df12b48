/* SPDX-License-Identifier: MIT */
/* Above a page: whose it is, which one, and the way back or on to the next pupil. */
import { Clock } from "../../parts/clock";
import { ConnectionMark } from "../../parts/connection-mark";
import { Icon } from "../../parts/icon";
import { IconButton } from "../../parts/icon-button";
import { pupilTitle } from "../../parts/pupil";
import { WallButton } from "../wall/wall-button";
import { showClass } from "../../state/route";
import { t } from "../../state/settings";
import type { Seat } from "../../wire/messages";
import type { Paper } from "./page-source";

interface Properties {
  readonly seat: Seat;
  readonly paper: Paper | null;
  /** Of the assignment, where it is not the open one. */
  readonly title: string;
  readonly broad: boolean;
  readonly onStep: (step: 1 | -1) => void;
  readonly onBroad: () => void;
}

export function PageHeader({ seat, paper, title, broad, onStep, onBroad }: Properties) {
  const words = t.value;
  return (
    <header class="page-header">
      <button type="button" class="back-button" title="Esc" onClick={showClass}>
        <Icon name="back" />
        {words.back}
      </button>
      <div class="page-title">
        <IconButton icon="back" label={words.previousPupil} shortcut="←" onClick={() => onStep(-1)} />
        <h1>
          {seat.pupil?.name !== undefined && <span class="seat-number">{seat.pupil.number}</span>}
          {pupilTitle(seat)}
        </h1>
        <IconButton icon="forward" label={words.nextPupil} shortcut="→" onClick={() => onStep(1)} />
        {paper && (
          <p>
            {words.pageNumber(paper.address.page)}
            <span>{title || (paper.current ? words.pageNow : words.pageOlder)}</span>
          </p>
        )}
      </div>
      <div class="class-now">
        <Clock />
        <ConnectionMark />
      </div>
      <div class="class-buttons">
        {paper && <WallButton copy={paper.copy} question={0} />}
        <button type="button" class="text-button" title={`${words.keyZoom} (Z)`} onClick={onBroad}>
          {broad ? words.wholePage : words.pageWidth}
        </button>
      </div>
    </header>
  );
}
