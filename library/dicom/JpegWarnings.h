// What DCMTK's JPEG decoder only warns of. Private to library/dicom.
#pragma once

namespace bolus {

/// From its making on, remembers whether a JPEG that this thread decodes ends early or has wrong
/// codes: DCMTK fills up such an image with grey, or with what the noise says, and calls it good.
class JpegWarnings {
public:
    JpegWarnings();
    bool damaged() const;
};

} // namespace bolus
