"use client"
// <AnnouncerPlayer server="https://audio.example.org/" articleUrl={url} onEnded={...} />: properties become attributes, onX listens to x.
import { createElement, forwardRef, useEffect, useRef } from "react"

const attribute = (name) => name.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase())
const isListener = (name) => /^on[A-Z]/.test(name)

/** What React hands on as it is: attributes of the element, without listeners and without what is false or missing. */
export function attributes(props) {
  const given = Object.entries(props).filter(([name, value]) => !isListener(name) && value !== false && value != null)
  return Object.fromEntries(given.map(([name, value]) => [
    ["children", "key", "style"].includes(name) ? name : name === "className" ? "class" : attribute(name), value === true ? "" : value,
  ]))
}

/** Listens to every event that a property names: onLineChange to linechange, onAnnouncerPlay to announcer:play. */
export function listen(element, props) {
  const life = new AbortController()
  for (const [name, listener] of Object.entries(props)) {
    if (!isListener(name) || !listener) continue
    const event = name.slice(2).toLowerCase().replace(/^announcer(?=.)/, "announcer:")
    element.addEventListener(event, listener, { signal: life.signal })
  }
  return () => life.abort()
}

export const AnnouncerPlayer = forwardRef(function AnnouncerPlayer(props, ref) {
  const own = useRef(null)
  useEffect(() => { import("./index.js") }, []) // not on a server, which has no elements
  useEffect(() => listen(own.current, props))
  const both = (element) => {
    own.current = element
    if (typeof ref === "function") ref(element)
    else if (ref) ref.current = element
  }
  return createElement("ai-announcer", { ...attributes(props), ref: both })
})
