/**
 * Gives for the place of a byte in the UTF-8 form of a text its offset in UTF-16 units, which is how JavaScript counts.
 * A place before the text is its beginning, one after it its end. Walks the text once, however often it is asked.
 */
export function offsetsByByte(text: string): (byte: number) => number {
  const isAscii = Buffer.byteLength(text) === text.length;
  const offsets = isAscii ? undefined : offsetOfEachByte(text);
  return (byte) => {
    if (byte <= 0) return 0;
    return byte >= (offsets ?? text).length ? text.length : (offsets?.[byte] ?? byte);
  };
}

function offsetOfEachByte(text: string): readonly number[] {
  const offsets: number[] = [];
  let offset = 0;
  for (const character of text) {
    for (let bytes = Buffer.byteLength(character); bytes > 0; bytes -= 1) offsets.push(offset);
    offset += character.length;
  }
  return offsets;
}
