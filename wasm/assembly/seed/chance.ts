// Chance that follows from a seed and a place: the same place always has the same number, whatever was asked before.

/** A mixed 32-bit number for a seed, a name and a row. */
export function chanceAt(seed: u32, name: string, row: i32): u32 {
  let state: u32 = seed ^ 0x9e3779b9;
  for (let i = 0; i < name.length; i++) state = mixed(state ^ (<u32>name.charCodeAt(i)));
  return mixed(state ^ (<u32>row));
}

/** Spreads every bit of the input over all bits of the output. */
function mixed(value: u32): u32 {
  let state = value + 0x6d2b79f5;
  state = (state ^ (state >>> 15)) * (state | 1);
  state ^= state + (state ^ (state >>> 7)) * (state | 61);
  return state ^ (state >>> 14);
}

/** A whole number from 0 to `count` - 1. */
export function below(chance: u32, count: i32): i32 {
  return count <= 0 ? 0 : <i32>(chance % <u32>count);
}
