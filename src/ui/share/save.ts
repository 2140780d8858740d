// Hands a file to the browser's own download.

/** Offers `bytes` as a file called `name`. */
export function saveFile(name: string, type: string, bytes: BlobPart): void {
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(url);
}

/** Offers text as a file called `name`. */
export function saveText(name: string, type: string, text: string): void {
  saveFile(name, `${type};charset=utf-8`, text);
}
