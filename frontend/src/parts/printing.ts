/** Whether the page is being printed: what lists show a window of is then made whole. */
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

export function printing(): Ref<boolean> {
  const now = ref(false)
  const paper = window.matchMedia('print')
  const turn = (): void => void (now.value = paper.matches)
  const before = (): void => void (now.value = true)
  const after = (): void => void (now.value = false)
  onMounted(() => {
    paper.addEventListener('change', turn)
    window.addEventListener('beforeprint', before)
    window.addEventListener('afterprint', after)
  })
  onBeforeUnmount(() => {
    paper.removeEventListener('change', turn)
    window.removeEventListener('beforeprint', before)
    window.removeEventListener('afterprint', after)
  })
  return now
}
