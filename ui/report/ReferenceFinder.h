// Finds the slices that reports name, on the library's thread.
#pragma once

#include <QObject>

#include "library/domain/Result.h"
#include "ui/report/ReportText.h"

namespace bolus {

class Library;
class LibrarySession;

/// Of all studies of the case; on the library's thread.
Result<std::vector<InstanceHeader>> instancesOf(const Case& exam, Library& library);

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
