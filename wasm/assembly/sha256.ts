// SHA-256, for names that follow from meaning: query ids and permission hashes.

// prettier-ignore
const ROUND: StaticArray<u32> = [
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
];

const BLOCK: i32 = 64;
const schedule = new StaticArray<u32>(64);
const state = new StaticArray<u32>(8);

/** The hash of the text's UTF-8 bytes, as 64 lower-case hexadecimal digits. */
export function sha256Hex(text: string): string {
  const message = String.UTF8.encode(text);
  const length = message.byteLength;
  const blocks = (length + 8) / BLOCK + 1;
  const padded = new ArrayBuffer(blocks * BLOCK);
  const start = changetype<usize>(padded);
  memory.copy(start, changetype<usize>(message), length);
  store<u8>(start + length, 0x80);
  store<u64>(start + blocks * BLOCK - 8, bswap<u64>((<u64>length) << 3));
  begin();
  for (let i = 0; i < blocks; i++) compress(start + i * BLOCK);
  return hexadecimal();
}

function begin(): void {
  state[0] = 0x6a09e667;
  state[1] = 0xbb67ae85;
  state[2] = 0x3c6ef372;
  state[3] = 0xa54ff53a;
  state[4] = 0x510e527f;
  state[5] = 0x9b05688c;
  state[6] = 0x1f83d9ab;
  state[7] = 0x5be0cd19;
}

function expand(block: usize): void {
  for (let i = 0; i < 16; i++) schedule[i] = bswap<u32>(load<u32>(block + (i << 2)));
  for (let i = 16; i < 64; i++) {
    const early = schedule[i - 15];
    const late = schedule[i - 2];
    const small = rotr<u32>(early, 7) ^ rotr<u32>(early, 18) ^ (early >>> 3);
    const large = rotr<u32>(late, 17) ^ rotr<u32>(late, 19) ^ (late >>> 10);
    schedule[i] = schedule[i - 16] + small + schedule[i - 7] + large;
  }
}

function compress(block: usize): void {
  expand(block);
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  let f = state[5];
  let g = state[6];
  let h = state[7];
  for (let i = 0; i < 64; i++) {
    const mix =
      h + (rotr<u32>(e, 6) ^ rotr<u32>(e, 11) ^ rotr<u32>(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[i] + schedule[i];
    const most = (rotr<u32>(a, 2) ^ rotr<u32>(a, 13) ^ rotr<u32>(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = d + mix;
    d = c;
    c = b;
    b = a;
    a = mix + most;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

function hexadecimal(): string {
  let text = '';
  for (let i = 0; i < 8; i++) text += state[i].toString(16).padStart(8, '0');
  return text;
}
