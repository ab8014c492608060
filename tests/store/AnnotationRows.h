// Measurements as another program would write them: whatever is there.
#pragma once

#include "library/store/Library.h"

namespace bolus::test {

inline Result<bool> putAnnotation(Library& library, const AnnotationRow& row) {
    return library.changeAnnotation(
        row.id, [](const AnnotationRow*) { return true; }, row);
}

inline Result<bool> removeAnnotation(Library& library, const std::string& id) {
    return library.changeAnnotation(
        id, [](const AnnotationRow*) { return true; }, std::nullopt);
}

} // namespace bolus::test
