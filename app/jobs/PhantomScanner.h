// How a phantom exam would have been named and timed by a scanner: the headers of its series.
#pragma once

#include <string>
#include <vector>

#include "engine/phantom/Phantom.h"
#include "library/dicom/SeriesWriter.h"

namespace bolus {

/// A header a phase, in the exam's order. Several makers' styles of descriptions, in some exams
/// none that names the phase, so that it must be found from times and contrast attributes.
std::vector<SeriesHeader> phantomHeaders(const PhantomExam& exam);

/// "2.25." and 128 bits as a decimal number (PS3.5 B.2), the same for the same words.
std::string phantomUid(const PhantomExam& exam, std::uint64_t purpose);

} // namespace bolus
