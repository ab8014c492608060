// Volumes of slices that a test writes as it wants them.
#pragma once

#include <QDir>
#include <QTemporaryDir>

#include "TestFiles.h"

namespace bolus::test {

class StackFolder {
protected:
    QString at(const QString& name) const { return m_folder.filePath(name); }

    /// A new folder with slices at these positions, numbered from 1; the volume they make.
    VolumeRecord stackOf(const QString& name, const std::vector<double>& positions,
                         const std::function<void(DcmDataset&, int)>& change = {}) const {
        QDir(m_folder.path()).mkpath(name);
        int instance = 0;
        for (const double z : positions) {
            ++instance;
            writeSlice(at(name + "/" + QString::number(instance)), {.z = z, .instance = instance},
                       EXS_LittleEndianExplicit, [&](DcmDataset& data) {
                           if (change) {
                               change(data, instance);
                           }
                       });
        }
        const auto volumes = volumesOf(headersBelow(at(name)));
        return volumes.empty() ? VolumeRecord() : volumes[0];
    }

private:
    QTemporaryDir m_folder;
};

} // namespace bolus::test
