// Names reduced to what tells them apart.
#pragma once

#include <string>
#include <string_view>

namespace bolus {

/// Letters only, lower case, without accents: "Study Instance UID" and "study_instance_uid" are one
/// name, "Conclusión" and "CONCLUSION" another. At most 200 bytes of `name` are looked at.
std::string foldedName(std::string_view name);

} // namespace bolus
