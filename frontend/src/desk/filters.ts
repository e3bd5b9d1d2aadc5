/** Filters that live in the address, so that a list can be sent to a colleague as it is seen. */
import { computed, onScopeDispose, ref, watch, type Ref, type WritableComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { moving } from '@/trouble'
import { word } from '@/words'

export type Filters<Name extends string> = Record<Name, WritableComputedRef<string>> & {
  /** All of them, those that are empty left out. */
  set: () => Partial<Record<Name, string>>
  clear: () => void
}

/** Return a text for each name, "" where the address has none. */
export function filters<Name extends string>(...names: Name[]): Filters<Name> {
  const route = useRoute()
  const router = useRouter()
  const told = (name: string): string => {
    const value = route.query[name]
    return typeof value === 'string' ? value : ''
  }
  const change = (changes: Record<string, string | undefined>): void => {
    void router.replace({ query: { ...route.query, ...changes }, hash: route.hash })
  }
  const refs = Object.fromEntries(
    names.map((name) => [
      name,
      computed({ get: () => told(name), set: (value: string | null) => change({ [name]: value || undefined }) }),
    ]),
  )
  const set = (): Partial<Record<Name, string>> =>
    Object.fromEntries(names.filter((name) => told(name)).map((name) => [name, told(name)])) as Partial<Record<Name, string>>
  const clear = (): void => change(Object.fromEntries(names.map((name) => [name, undefined])))
  return { ...refs, set, clear } as Filters<Name>
}

/** The choices of a filter: values with their names. */
export const choices = (values: readonly string[], name: (value: string) => string = (value) => word(value)): { value: string; label: string }[] =>
  values.map((value) => ({ value, label: name(value) }))

// Holding an arrow key down would change the address more often than browsers allow.
const CALM_MS = 250

/** Return what is chosen of a list, "" for nothing; the address follows when it comes to rest. */
export function chosenIn(name: string): Ref<string> {
  const route = useRoute()
  const router = useRouter()
  const path = route.path
  const told = (): string => (typeof route.query[name] === 'string' ? (route.query[name] as string) : '')
  const chosen = ref(told())
  let waiting = 0
  watch(told, (now) => route.path === path && (chosen.value = now))
  watch(chosen, (now) => {
    window.clearTimeout(waiting)
    waiting = window.setTimeout(() => {
      // One is on the way to another view, whose parts may still be loading: that goes first.
      if (!moving.value && route.path === path && now !== told()) void router.replace({ query: { ...route.query, [name]: now || undefined } })
    }, CALM_MS)
  })
  onScopeDispose(() => window.clearTimeout(waiting))
  return chosen
}
