// The cases of the library as rows, and the filter above them.
#pragma once

#include <filesystem>
#include <map>
#include <vector>

#include <QAbstractListModel>
#include <QPixmap>
#include <QSortFilterProxyModel>

#include "library/domain/Case.h"

namespace bolus {

/// Roles of every list that shows cases.
namespace CaseRole {
enum {
    Id = Qt::UserRole + 1, // qint64
    Title,                 // patient
    Date,
    Description,
    Phases,    // QVariantList of int(Phase), in contrast order
    Thumbnail, // QPixmap, null where there is none
    Modality,
    BodyPart,
    SearchText, // everything the filter looks through
    HasReport   // bool
};
}

class CaseListModel : public QAbstractListModel {
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;

    /// Thumbnails are `folder/thumbnails/<case>.png`.
    void setCases(std::vector<Case> cases, const std::filesystem::path& folder);
    const std::vector<Case>& cases() const { return m_cases; }
    const Case* caseById(std::int64_t id) const;
    QPixmap thumbnail(std::int64_t id) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    QString searchText(const Case& exam) const;

    std::vector<Case> m_cases;
    std::filesystem::path m_folder;
    mutable std::map<std::int64_t, QPixmap> m_thumbnails;
};

/// One sentence for tool tips and screen readers.
QString caseSummary(const Case& exam);
/// The distinct phases of the case's phase series, in contrast order.
std::vector<Phase> phasesOf(const Case& exam);

class CaseFilterModel : public QSortFilterProxyModel {
    Q_OBJECT
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setWords(const QString& text);
    void setModality(const QString& modality); // empty: any
    void setBodyPart(const QString& bodyPart);
    void setPhase(std::optional<Phase> phase);
    const QString& modality() const { return m_modality; }
    const QString& bodyPart() const { return m_bodyPart; }
    std::optional<Phase> phase() const { return m_phase; }

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    QStringList m_words;
    QString m_modality, m_bodyPart;
    std::optional<Phase> m_phase;
};

} // namespace bolus
