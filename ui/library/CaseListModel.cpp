#include "ui/library/CaseListModel.h"

#include <algorithm>

#include "ui/common/Text.h"
#include "ui/view/PhaseChip.h"

namespace bolus {

std::vector<Phase> phasesOf(const Case& exam) {
    std::vector<Phase> phases;
    for (const VolumeRecord& volume : exam.volumes)
        if (volume.inPhaseSeries && std::ranges::find(phases, volume.phase.phase) == phases.end())
            phases.push_back(volume.phase.phase);
    return phases;
}

QString caseSummary(const Case& exam) {
    QStringList phases;
    for (const Phase phase : phasesOf(exam))
        phases << phaseName(phase);
    QStringList parts{patientText(exam), dateText(exam.studyDate), toText(exam.modality),
                      toText(exam.description), phases.join(QStringLiteral(", "))};
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" · "));
}

void CaseListModel::setCases(std::vector<Case> cases, const std::filesystem::path& folder) {
    const auto sameIds = std::ranges::equal(cases, m_cases, {}, &Case::id, &Case::id);
    m_thumbnails.clear();
    if (sameIds && folder == m_folder) { // keep the selection and the scroll position
        m_cases = std::move(cases);
        if (!m_cases.empty())
            Q_EMIT dataChanged(index(0), index(static_cast<int>(m_cases.size()) - 1));
        return;
    }
    beginResetModel();
    m_cases = std::move(cases);
    m_folder = folder;
    endResetModel();
}

const Case* CaseListModel::caseById(std::int64_t id) const {
    const auto found = std::ranges::find(m_cases, id, &Case::id);
    return found == m_cases.end() ? nullptr : &*found;
}

QPixmap CaseListModel::thumbnail(std::int64_t id) const {
    auto found = m_thumbnails.find(id);
    if (found == m_thumbnails.end()) {
        const auto file = m_folder / "thumbnails" / (std::to_string(id) + ".png");
        QPixmap picture(toText(file));
        if (picture.isNull()) // it may be made later: ask again then
            return picture;
        picture = picture.scaled(160, 160, Qt::KeepAspectRatio, Qt::SmoothTransformation);
        found = m_thumbnails.emplace(id, picture).first;
    }
    return found->second;
}

int CaseListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_cases.size());
}

QVariant CaseListModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Case& exam = m_cases[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case CaseRole::Title:
        return patientText(exam);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return caseSummary(exam);
    case CaseRole::Id:
        return QVariant::fromValue<qint64>(exam.id);
    case CaseRole::Date:
        return dateText(exam.studyDate);
    case CaseRole::Description:
        return toText(exam.description);
    case CaseRole::Modality:
        return toText(exam.modality);
    case CaseRole::BodyPart:
        return toText(exam.bodyPart);
    case CaseRole::Thumbnail:
        return thumbnail(exam.id);
    case CaseRole::SearchText:
        return searchText(exam);
    case CaseRole::HasReport:
        return !exam.reports.empty();
    case CaseRole::Phases: {
        QVariantList phases;
        for (const Phase phase : phasesOf(exam))
            phases << static_cast<int>(phase);
        return phases;
    }
    default:
        return {};
    }
}

QString CaseListModel::searchText(const Case& exam) const {
    QStringList parts{caseSummary(exam), toText(exam.patientId), toText(exam.bodyPart),
                      toText(exam.accessionNumber), QString::number(exam.id)};
    for (const VolumeRecord& volume : exam.volumes)
        parts << toText(volume.seriesDescription);
    return parts.join(QLatin1Char('\n'));
}

void CaseFilterModel::setWords(const QString& text) {
    m_words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
}

void CaseFilterModel::setModality(const QString& modality) {
    m_modality = modality;
    invalidateFilter();
}

void CaseFilterModel::setBodyPart(const QString& bodyPart) {
    m_bodyPart = bodyPart;
    invalidateFilter();
}

void CaseFilterModel::setPhase(std::optional<Phase> phase) {
    m_phase = phase;
    invalidateFilter();
}

bool CaseFilterModel::filterAcceptsRow(int row, const QModelIndex& parent) const {
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    if (!m_modality.isEmpty() && index.data(CaseRole::Modality).toString() != m_modality)
        return false;
    if (!m_bodyPart.isEmpty() && index.data(CaseRole::BodyPart).toString() != m_bodyPart)
        return false;
    if (m_phase && !index.data(CaseRole::Phases).toList().contains(static_cast<int>(*m_phase)))
        return false;
    const QString text =
        m_words.isEmpty() ? QString() : index.data(CaseRole::SearchText).toString();
    return std::ranges::all_of(
        m_words, [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

} // namespace bolus
