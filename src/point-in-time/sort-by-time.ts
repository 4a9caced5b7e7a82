/**
 * Sorts `order`, which holds indexes into `times`, by time; equal times keep their order. Nearly sorted input, as event times
 * mostly are, costs little more than a look.
 */
export function sortByTime(order: Uint32Array, times: Float64Array): void {
  let moves = order.length * 4;
  for (let index = 1; index < order.length; index += 1) {
    const row = order[index] as number;
    const time = times[row] as number;
    let place = index;
    while (place > 0 && (times[order[place - 1] as number] as number) > time) {
      order[place] = order[place - 1] as number;
      place -= 1;
      moves -= 1;
    }
    order[place] = row;
    if (moves < 0) return sortFully(order, times);
  }
}

/** By (time, index): the indexes come in ascending where the order must be kept. */
function sortFully(order: Uint32Array, times: Float64Array): void {
  order.sort((a, b) => {
    const left = times[a] as number;
    const right = times[b] as number;
    return left < right ? -1 : left > right ? 1 : a - b;
  });
}
