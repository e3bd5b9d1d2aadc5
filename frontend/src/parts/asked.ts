/** Ask for something and keep what came of it: data, error, or still loading. */
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { away } from '@/api/presence'

export interface Asked<T> {
  data: ShallowRef<T | null>
  error: ShallowRef<unknown>
  loading: Ref<boolean>
  again: () => Promise<void>
}

/** `ask` runs now and whenever what it reads changes in `sources`; a newer question wins. */
export function asked<T>(ask: (signal: AbortSignal) => Promise<T>, sources: () => unknown = () => null): Asked<T> {
  const data = shallowRef<T | null>(null)
  const error = shallowRef<unknown>(null)
  const loading = ref(false)
  let current: AbortController | null = null

  async function again(): Promise<void> {
    current?.abort()
    const mine = (current = new AbortController())
    loading.value = data.value === null
    try {
      const found = await ask(mine.signal)
      if (current !== mine) return
      data.value = found
      error.value = null
    } catch (caught) {
      if (current === mine) error.value = caught
    } finally {
      if (current === mine) loading.value = false
    }
  }

  watch(sources, again, { immediate: true })
  // What failed because the service was away is asked when it is back.
  watch(away, (gone) => void (!gone && error.value && again()))
  onScopeDispose(() => current?.abort())
  return { data, error, loading, again }
}
