// Bytes of report files as UTF-8.
#pragma once

#include <string>
#include <string_view>

#include "library/domain/Result.h"

namespace bolus {

bool isUtf8(std::string_view bytes);

/// UTF-8 and UTF-16 by their byte order mark, UTF-16 also by its zero bytes, else UTF-8, else
/// Windows-1252 (Latin-1 with quotation marks). BadInput: binary.
Result<std::string> textOfBytes(std::string_view bytes);

/// `charset` by any name that ICU knows. Bytes that it does not have become U+FFFD. BadInput: no
/// such character set.
Result<std::string> utf8From(std::string_view bytes, const std::string& charset);

/// Without white space, byte order marks and no-break spaces around it.
std::string trimmedText(std::string_view text);

/// BadInput: characters outside the alphabet (white space is left out), a length that cannot be.
Result<std::string> fromBase64(std::string_view encoded);

} // namespace bolus
