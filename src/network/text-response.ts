// An answer whose text is here already: read as text it is handed over, where the standard's own would make bytes of it and text again.

const PlatformResponse: new (body: BodyInit | null, init: ResponseInit) => Response = Response;

/** A Response around a text. Whatever is not asked for as text or JSON comes from a standard one, made then. */
class TextResponse extends PlatformResponse {
  readonly #text: string;
  readonly #init: ResponseInit;
  #read = false;
  #standard: Response | null = null;

  constructor(text: string, init: ResponseInit) {
    super(null, init);
    this.#text = text;
    this.#init = init;
  }

  override get body(): Response['body'] {
    return this.#asStandard().body;
  }

  override get bodyUsed(): boolean {
    return this.#read || this.#standard?.bodyUsed === true;
  }

  override async text(): Promise<string> {
    if (this.#read || this.#standard) return this.#asStandard().text();
    this.#read = true;
    return this.#text;
  }

  override async json(): Promise<unknown> {
    const text = await this.text();
    return JSON.parse(text) as unknown;
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    return this.#asStandard().arrayBuffer();
  }

  override blob(): Promise<Blob> {
    return this.#asStandard().blob();
  }

  override formData(): Promise<FormData> {
    return this.#asStandard().formData();
  }

  override bytes(): ReturnType<Response['bytes']> {
    return this.#asStandard().bytes();
  }

  override clone(): Response {
    return this.#asStandard().clone();
  }

  #asStandard(): Response {
    if (this.#standard) return this.#standard;
    const standard = new Response(this.#text, this.#init);
    // What was read once cannot be read again.
    if (this.#read) void standard.text();
    return (this.#standard = standard);
  }
}

/** A Response with this body, the standard's own unless `text` is plain text of a named kind. */
export function textResponse(text: string, init: ResponseInit & { readonly headers: [string, string][] }): Response {
  const isNamed = init.headers.some(([name]) => name.toLowerCase() === 'content-type');
  return isNamed && isPlain(text) ? new TextResponse(text, init) : new Response(text, init);
}

/** Whether the text comes back as it was when it is made bytes and text again. */
function isPlain(text: string): boolean {
  const { isWellFormed } = text as { isWellFormed?: () => boolean };
  return !text.startsWith('\ufeff') && isWellFormed !== undefined && isWellFormed.call(text);
}
