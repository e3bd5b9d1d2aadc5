/** The service, typed by its own description (`schemas/openapi.json`). */
import createClient from 'openapi-fetch'
import type { paths } from '@/generated/api'
import { isAbort, reach } from './presence'
import { Problem } from './problem'

export const api = createClient<paths>({ baseUrl: '', fetch: (request) => reach(request) })

/** Return the data of an answer; throw a `Problem` where the service refuses or is away. */
export async function take<T>(asked: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  let answer
  try {
    answer = await asked
  } catch (error) {
    throw isAbort(error) ? error : Problem.away()
  }
  if (answer.error !== undefined || !answer.response.ok) throw refusal(answer.error, answer.response)
  return answer.data as T
}

/** Fetch JSON of a path outside the description (files of a run). */
export async function json<T>(path: string, signal?: AbortSignal): Promise<T> {
  let response: Response
  try {
    response = await reach(path, signal ? { signal } : {})
  } catch (error) {
    throw isAbort(error) ? error : Problem.away()
  }
  if (!response.ok) throw refusal(await response.json().catch(() => undefined), response)
  return (await response.json()) as T
}

/** What to throw for an answer that is none. */
export function refusal(body: unknown, response: Response): Problem {
  return Problem.of(body, response.status, response.headers.get('Retry-After'))
}
