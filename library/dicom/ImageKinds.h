// What Image Type (0008,0008) and Frame Type (0008,9007) say of an image. Private to library/dicom.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bolus {

/// The values of an Image Type, without blanks; `joined` by '\\'. They point into it.
std::vector<std::string_view> imageTypeValues(std::string_view joined);

/// What of an Image Type matters, as a radiologist would say it: "derived: ADC map".
std::string kindOfImage(std::string_view imageType);

/// A localizer (PS3.3 C.7.6.1.1.2).
bool isScoutType(std::string_view imageType);

/// A CT whose values are of something else than attenuation, whatever its rescale is called: of a
/// localizer, a difference, a perfusion map, a material (PS3.3 C.8.2.1.1.1).
bool isOtherThanAttenuation(std::string_view imageType);

/// The same, or a derived CT of a kind that is not known to keep its values: its rescale has to say
/// what they are.
bool mayBeOtherThanAttenuation(std::string_view imageType);

} // namespace bolus
