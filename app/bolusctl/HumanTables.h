// Which columns a command's items have as text.
#pragma once

#include <string>
#include <vector>

#include "app/jobs/Events.h"

namespace bolus {

struct Column {
    const char* title;
    std::string (*text)(const Json& item);
};

/// Null where the command lists nothing, or not as a table.
const std::vector<Column>* columnsOf(const std::string& command);

/// A value as it is read: "-", "yes", four digits of a number.
std::string plain(const Json& value);
/// Empty where the item has no such field.
std::string field(const Json& item, const char* key);

/// Control characters as spaces: a report must not move the terminal's cursor.
std::string oneLine(std::string text);

} // namespace bolus
