/** Whether the service answers: noticed by any request that gets through, or does not. */
import { ref } from 'vue'
import { met, passing } from './door'

const PATIENCE = 2000 // ms between two questions while it is away

/** True from a request that found nobody until the service answers again. */
export const away = ref(false)

/** `fetch`, which passes the door, and notices a service that is away or sends one away; its answers
 * and errors are the same. */
export async function reach(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init)
  for (const [name, value] of Object.entries(passing(request.method))) request.headers.set(name, value)
  try {
    const response = await fetch(request)
    away.value = false
    await met(response.status)
    return response
  } catch (error) {
    if (!isAbort(error)) void missed()
    throw error
  }
}

/** Whether a request ended because we did not want its answer any more. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}

let waiting: Promise<void> | null = null

/** The service was not there: ask until somebody answers. Resolves when it is back. */
export function missed(): Promise<void> {
  return (waiting ??= back().finally(() => (waiting = null)))
}

async function back(): Promise<void> {
  away.value = true
  while (away.value) {
    await new Promise((resolve) => setTimeout(resolve, PATIENCE))
    await fetch('/health').then(
      () => (away.value = false),
      () => undefined, // still away
    )
  }
}
