/* SPDX-License-Identifier: MIT */
/* What the tour says at each view: two minutes with the demonstration class. By the view's name in the address. */
import { wordsOf } from "../state/settings";

export interface StopWords {
  readonly title: string;
  readonly text: string;
}

const zh = {
  name: "两分钟导览",
  start: "两分钟导览",
  offer: "导览",
  next: "下一步",
  back: "上一步",
  end: "结束",
  last: "开始上课",
  of: (n: number, all: number) => `${n} / ${all}`,
  welcome: {
    title: "孩子在纸上写，老师在这里看见",
    text: "这里是演示班，学生都是虚构的，随便点。左边一栏是各个视图；跟着走一遍，大约两分钟。",
  } as StopWords,
  done: {
    title: "就这些",
    text: "H 隐藏姓名，T 换黑板外观，L 换英文，? 看快捷键。导览随时可以在“?”里再打开。",
  } as StopWords,
  stops: {
    class: {
      title: "课堂：谁在写，谁卡住了",
      text: "每个座位就是一个孩子的纸页，笔迹随写随到；左边的小图是整页，右边是正在写的地方。没有笔的孩子照常写在纸上。点一个座位看整页和书写过程。",
    },
    marking: {
      title: "批改：一题批全班",
      text: "相同的答案归成一组，一次批完；机器读出的只是建议，老师认可了才是成绩。数字键给分，全程可以撤销。",
    },
    question: { title: "分析：错在哪里", text: "每题的正确率、空白、用时和最常见的错答；只看题，不排学生的名次。" },
    questions: { title: "分析：错在哪里", text: "每题的正确率、空白、用时和最常见的错答；只看题，不排学生的名次。" },
    wall: { title: "展示墙：几份答案并排讲", text: "选几份答案投到大屏，默认不显示姓名，可以重放书写；一个键就能黑屏。" },
    sheet: { title: "作业单：在页面上画出每一题", text: "框出答题区、写上答案，马上用已有的笔迹试读。" },
    board: { title: "公示：各科加起来多少分钟", text: "布置作业时各科合计，八成提醒，到上限要写理由，也告诉您哪天更合适；公示一键打印。" },
    day: { title: "今天：收了什么，等着批什么", text: "未认领的笔迹、待批的作业、要先解决的问题，都在这里。" },
    pens: {
      title: "笔：哪支撑不到放学",
      text: "每支笔的电量、存储、信号和主人；换笔、停用、配对新笔。点名纸上写个名字，笔就登记好了。",
    },
    load: { title: "作业量：每天写了多久", text: "按天对着上限看，预计和实测并排；只看群体，点开才看到每个学生，每看一次都有记录。" },
    school: { title: "学校：年级和学科", text: "数据好不好放在最前；哪些班超过上限、批了没有、四周走势，可以下载一周一简报。" },
    roster: { title: "名单：导入学校自己的表", text: "Excel 或 CSV 都行，先看会有什么变化再导入；身份证号会被整份退回。" },
  } as Readonly<Record<string, StopWords>>,
};

const en: typeof zh = {
  name: "A tour of two minutes",
  start: "Tour of two minutes",
  offer: "Tour",
  next: "Next",
  back: "Back",
  end: "End",
  last: "Begin the lesson",
  of: (n, all) => `${n} / ${all}`,
  welcome: {
    title: "Children write on paper; the teacher sees it here",
    text: "This is the demonstration class with invented pupils: press anything. The views are in the rail at the left; seeing all of them takes two minutes.",
  },
  done: {
    title: "That is all",
    text: "H hides names, T is the blackboard look, L the language, ? the keys. The tour can be opened again from “?”.",
  },
  stops: {
    class: {
      title: "Class: who writes, who is stuck",
      text: "Each seat is a child's page as it is written: the whole page small, and what is being written. A child without a pen writes on paper as ever. Press a seat for its page and how it came about.",
    },
    marking: {
      title: "Marking: one question, the whole class",
      text: "Equal answers are one group and marked at once. What the machine reads is a proposal; a teacher makes it a mark. Number keys give points, and all of it can be undone.",
    },
    question: { title: "Questions: what went wrong", text: "Right rate, blanks, time and the commonest wrong answers. No ranking of pupils." },
    questions: { title: "Questions: what went wrong", text: "Right rate, blanks, time and the commonest wrong answers. No ranking of pupils." },
    wall: { title: "Wall: answers side by side", text: "Choose some answers for the projector, without names unless you say so, live or replayed; one key blanks it." },
    sheet: { title: "Sheet: draw the questions", text: "Frame where answers go, write the key, and try it on the ink that is there." },
    board: { title: "Board: minutes of all subjects", text: "Giving homework adds up all subjects: a warning at four fifths, a reason at the limit, a better day where there is one; the notice prints." },
    day: { title: "Today: handed in, to be marked", text: "Unclaimed ink, work that waits, and problems to solve first." },
    pens: {
      title: "Pens: which will not last the day",
      text: "Battery, memory, signal and holder of each pen; swap, retire, pair. A name written on the roster sheet enrols a pen.",
    },
    load: { title: "Load: how long it took", text: "Each day against its limit, expected beside measured. Groups first; pupils only when asked, and each look is logged." },
    school: { title: "School: grades and subjects", text: "How good the data are comes first; then limits, marking and four weeks. The weekly brief can be downloaded." },
    roster: { title: "Roster: the school's own list", text: "Excel or CSV: see what it would change, then import it. Numbers of identity cards are refused." },
  },
};

export const words = wordsOf({ zh, en });
