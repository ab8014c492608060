// DICOM files for tests, written by DCMTK itself, and the way to the shared test data.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <QString>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include "library/domain/Case.h"

namespace bolus::test {

/// `folder` of the shared test data, or empty where it is not there.
QString dataFolder(const QString& folder);

/// A CT slice of 16-bit values; what a test wants otherwise it changes in `data`.
struct SliceSpec {
    int rows = 12, columns = 16;
    double z = 0;
    int instance = 1;
    std::vector<Uint16> pixels{}; // as stored; empty: the ramp of rampValue()
};

/// The stored value of a pixel of the default image: all of it differs, and HU run below 0.
Uint16 rampValue(int column, int row, int instance);

void fillSlice(DcmDataset& data, const SliceSpec& spec);

/// Writes `data` in a transfer syntax, encoding it where DCMTK has the encoder.
void writeFile(DcmFileFormat& file, const QString& path, E_TransferSyntax syntax);

/// A whole file in one call; `change` edits the data set before it is written.
QString writeSlice(const QString& path, const SliceSpec& spec = {},
                   E_TransferSyntax syntax = EXS_LittleEndianExplicit,
                   const std::function<void(DcmDataset&)>& change = {});

/// Headers of all files that readHeader takes, in a folder and below.
std::vector<InstanceHeader> headersBelow(const QString& folder);

/// Volumes of all series of `headers`.
std::vector<VolumeRecord> volumesOf(const std::vector<InstanceHeader>& headers);

} // namespace bolus::test
