/** A long list of the service, page after page, as one list. */
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { away } from '@/api/presence'

/** So many rows are fetched; who wants older ones filters. */
export const MOST = 5000
const AT_ONCE = 500
const NEWEST = 100

export interface Found<T> {
  items: readonly T[]
  total: number
}

export interface Pages<T> {
  items: ShallowRef<readonly T[]>
  total: Ref<number>
  error: ShallowRef<unknown>
  loading: Ref<boolean>
  again: () => Promise<void>
  /** Ask for the newest alone, and put them over those that are there. */
  refresh: () => Promise<void>
}

export function pages<T extends { id: string }>(
  ask: (offset: number, limit: number) => Promise<Found<T>>,
  sources: () => unknown,
): Pages<T> {
  const items = shallowRef<readonly T[]>([])
  const total = ref(0)
  const error = shallowRef<unknown>(null)
  const loading = ref(false)
  let turn = 0

  async function again(): Promise<void> {
    const mine = ++turn
    loading.value = true
    let found: readonly T[] = []
    try {
      for (;;) {
        const page = await ask(found.length, AT_ONCE)
        if (mine !== turn) return
        found = over(found, page.items)
        items.value = found
        total.value = page.total
        error.value = null
        loading.value = false
        if (!page.items.length || found.length >= Math.min(page.total, MOST)) return
      }
    } catch (caught) {
      if (mine === turn) error.value = caught
    } finally {
      if (mine === turn) loading.value = false
    }
  }

  async function refresh(): Promise<void> {
    const mine = turn
    try {
      const page = await ask(0, NEWEST)
      if (mine !== turn) return
      // Ids are in the order in which they were made: what is newer and not there fits no more.
      const last = page.items.length < NEWEST ? '' : (page.items[page.items.length - 1]?.id ?? '')
      items.value = [...page.items, ...items.value.filter((one) => one.id < last)]
      total.value = page.total
      error.value = null
    } catch (caught) {
      if (mine === turn) error.value = caught
    }
  }

  watch(sources, again, { immediate: true })
  // What failed because the service was away is asked when it is back.
  watch(away, (gone) => void (!gone && error.value && again()))
  onScopeDispose(() => turn++)
  return { items, total, error, loading, again, refresh }
}

/** Return `first`, then what of `rest` is not in it. */
function over<T extends { id: string }>(first: readonly T[], rest: readonly T[]): readonly T[] {
  const there = new Set(first.map((one) => one.id))
  return [...first, ...rest.filter((one) => !there.has(one.id))]
}
