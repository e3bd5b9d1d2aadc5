/** What the tab of the browser says: the subject of the view, else the name of its place. */
import { onScopeDispose, shallowRef, watch } from 'vue'

/** The subject that the present view has named; empty: the name of the place. */
export const subject = shallowRef('')

/** Name the subject of a view while it is shown: `useTitle(() => project.value?.name ?? '')`. */
export function useTitle(text: () => string): void {
  watch(text, (now) => (subject.value = now), { immediate: true })
  onScopeDispose(() => (subject.value = ''))
}
