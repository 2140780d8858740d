// A lesson of one's own: what is done in the world becomes steps, and the steps a file [UI-15].
export function Author(props: { onClose(): void }) {
  return (
    <div class="lesson">
      <button type="button" class="button" onClick={() => props.onClose()}>
        All lessons
      </button>
    </div>
  );
}
