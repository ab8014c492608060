// Finds the slices that reports name, on the library's thread.
#pragma once

#include <QObject>

#include "ui/report/ReportText.h"

namespace bolus {

class LibrarySession;

class ReferenceFinder : public QObject {
    Q_OBJECT
public:
    explicit ReferenceFinder(LibrarySession& library, QObject* parent = nullptr);

    /// `found` follows, where its reports name any image at all.
    void find(const Case& exam);

Q_SIGNALS:
    void found(qint64 caseId, const bolus::ReportReferences& references);

private:
    LibrarySession& m_library;
};

} // namespace bolus
