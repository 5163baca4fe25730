// SPDX-License-Identifier: MIT OR Apache-2.0
#include <fmt/format.h>

#include "syntax.hpp"

namespace rmeta::schema_gen {

bool Cursor::at_joined(std::string_view text) const {
  for (size_t k = 0; k < text.size(); ++k) {
    const Tree* t = peek(k);
    if (!t || t->kind != Tok::punct || t->text[0] != text[k]) return false;
    if (k + 1 < text.size() && !t->joint) return false;
  }
  return true;
}

const Tree& Cursor::next() {
  if (done()) fail(end_, "unexpected end of tokens");
  return (*t_)[i_++];
}

bool Cursor::eat(std::string_view text) {
  if (!at(text)) return false;
  ++i_;
  return true;
}

bool Cursor::eat_joined(std::string_view text) {
  if (!at_joined(text)) return false;
  i_ += text.size();
  return true;
}

void Cursor::expect(std::string_view text) {
  if (!eat(text)) {
    std::string found;
    if (peek()) append_text(found, *peek());
    fail(loc(), fmt::format("expected '{}', found '{}'", text, done() ? "the end" : found.substr(0, 40)));
  }
}

std::string Cursor::ident() {
  const Tree* t = peek();
  if (t && t->kind == Tok::group && t->delim == 0 && t->sub->size() == 1 && (*t->sub)[0].ident()) {
    ++i_;
    return (*t->sub)[0].text;
  }
  if (!at_ident()) {
    std::string found;
    if (t) append_text(found, *t);
    fail(loc(), fmt::format("expected a name, found '{}'", done() ? "the end" : found.substr(0, 40)));
  }
  return next().text;
}

const Tree& Cursor::group(char d) {
  if (!at_group(d)) fail(loc(), fmt::format("expected '{}'", d));
  return next();
}

Trees Cursor::slice(size_t from) const {
  return Trees(t_->begin() + static_cast<std::ptrdiff_t>(from), t_->begin() + static_cast<std::ptrdiff_t>(i_));
}

Trees Cursor::rest() {
  size_t from = i_;
  i_ = t_->size();
  return slice(from);
}

}  // namespace rmeta::schema_gen
