let context: CanvasRenderingContext2D | null = null;

/** Returns a function from a text to its width in px, in the font of `element`. */
export function textMeasure(element: Element): (text: string) => number {
  context ??= document.createElement("canvas").getContext("2d");
  const style = getComputedStyle(element);
  const font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  return (text) => {
    if (!context) return text.length * parseFloat(style.fontSize) * 0.55;
    context.font = font;
    return context.measureText(text).width;
  };
}
