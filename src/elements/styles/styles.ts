import { tokens } from "../chrome/tokens.ts";
import { bodyStyles } from "./body-styles.ts";
import { diffStyles } from "./diff-styles.ts";
import { editorStyles } from "./editor-styles.ts";
import { headerStyles } from "./header-styles.ts";
import { hostStyles } from "./host-styles.ts";
import { noticeStyles } from "./notice-styles.ts";
import { overlayStyles } from "./overlay-styles.ts";

/** All of the element's own styles; toolbar and status bar bring theirs. */
export const styles = [
  tokens,
  hostStyles,
  headerStyles,
  bodyStyles,
  diffStyles,
  editorStyles,
  overlayStyles,
  noticeStyles,
];
