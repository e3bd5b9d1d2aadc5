/** Where one is in a result: the list, what is selected. It is kept in the address. */
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { useRoute, useRouter, type LocationQuery } from 'vue-router'
import { sameSelection, type Selection } from '@/map/chart'

export const TABS = ['findings', 'rules', 'parcels', 'reconciliation', 'data'] as const
export type Tab = (typeof TABS)[number]

export interface Place {
  tab: Ref<Tab>
  selection: ShallowRef<Selection | null>
  /** The code of the rule that is open in the list of rules, "" for none. */
  rule: Ref<string>
}

// Holding an arrow key down would change the address more often than browsers allow.
const CALM_MS = 250

/** Return the place that the address names, and keep both alike from then on. */
export function usePlace(): Place {
  const route = useRoute()
  const router = useRouter()
  const path = route.path
  const tab = ref<Tab>('findings')
  const rule = ref('')
  const selection = shallowRef<Selection | null>(null)
  let waiting = 0

  function read(query: LocationQuery): void {
    tab.value = TABS.find((name) => name === query['tab']) ?? 'findings'
    rule.value = text(query['rule'])
    const next = selected(query)
    if (!sameSelection(next, selection.value)) selection.value = next
  }

  function write(): void {
    const query = { ...rest(route.query), ...told(tab.value, rule.value, selection.value) }
    if (route.path === path && JSON.stringify(query) !== JSON.stringify(route.query)) void router.replace({ query })
  }

  watch(() => route.query, (query) => route.path === path && read(query), { immediate: true })
  watch([tab, rule, selection], () => {
    window.clearTimeout(waiting)
    waiting = window.setTimeout(write, CALM_MS)
  })
  onScopeDispose(() => window.clearTimeout(waiting))
  return { tab, selection, rule }
}

function told(tab: Tab, rule: string, selection: Selection | null): Record<string, string> {
  return {
    ...(tab === 'findings' ? {} : { tab }),
    ...(rule ? { rule } : {}),
    ...(selection === null ? {} : 'finding' in selection ? { finding: String(selection.finding) } : { parcel: selection.parcel }),
  }
}

function rest(query: LocationQuery): LocationQuery {
  const own = ['tab', 'rule', 'finding', 'parcel', 'fingerprint']
  return Object.fromEntries(Object.entries(query).filter(([name]) => !own.includes(name)))
}

function selected(query: LocationQuery): Selection | null {
  const finding = Number.parseInt(text(query['finding']), 10)
  if (finding > 0) return { finding }
  const parcel = text(query['parcel'])
  return parcel ? { parcel } : null
}

function text(value: LocationQuery[string] | undefined): string {
  return typeof value === 'string' ? value : ''
}
