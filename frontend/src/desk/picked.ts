/** Submissions that were picked in a list to be checked together, until they are. */
import { ref, watch } from 'vue'
import { session } from '@/api/door'
import { keep, kept } from '@/kept'

export interface Picked {
  id: string
  name: string
}
const KEPT = 'gouhook.picked'

function before(): Picked[] {
  try {
    const told: unknown = JSON.parse(kept(KEPT, 'sessionStorage') ?? '[]')
    return Array.isArray(told) ? (told as Picked[]) : []
  } catch {
    return [] // it holds something else
  }
}

export const picked = ref<readonly Picked[]>(before())
watch(picked, (now) => keep(KEPT, JSON.stringify(now), 'sessionStorage'))

// What somebody picked is nobody else's.
watch(() => session.value?.name, (_, was) => was !== undefined && (picked.value = []))

export const isPicked = (id: string): boolean => picked.value.some((one) => one.id === id)

export function pick(one: Picked): void {
  picked.value = isPicked(one.id) ? picked.value.filter((other) => other.id !== one.id) : [...picked.value, one]
}
