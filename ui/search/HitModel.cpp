#include "ui/search/HitModel.h"

#include <algorithm>

#include "ui/common/Text.h"
#include "ui/library/PhasePictures.h"
#include "ui/library/Thumbnails.h"
#include "ui/search/HitTexts.h"

namespace bolus {

namespace {

QString foundBy(const Hit& hit) {
    return hit.parts.empty() ? QString() : HitModel::tr("Found by %1").arg(ranksText(hit));
}

} // namespace

HitModel::HitModel(Thumbnails& thumbnails, PhasePictures& pictures, QObject* parent)
    : QAbstractListModel(parent), m_thumbnails(thumbnails), m_pictures(pictures) {
    connect(&pictures, &PhasePictures::arrived, this, [this] {
        if (!m_rows.isEmpty())
            Q_EMIT dataChanged(index(0), index(rowCount() - 1), {CaseRole::Thumbnail});
    });
}

const Case* HitModel::caseOf(const Hit& hit) const {
    const auto found = m_cases.constFind(hit.caseId);
    return found == m_cases.cend() ? nullptr : &*found;
}

QString HitModel::titleOf(const Hit& hit) const {
    const Case* exam = caseOf(hit);
    return exam ? patientText(*exam) : hit.patientId;
}

void HitModel::setAnswer(const SearchAnswer& answer) {
    beginResetModel();
    m_rows.clear();
    for (const Hit& hit : answer.hits)
        m_rows.append({hit});
    m_words = answer.words;
    m_cases.clear();
    for (const Case& exam : answer.cases)
        m_cases.insert(exam.id, exam);
    m_phases.clear();
    endResetModel();
}

bool HitModel::goOn(const SearchAnswer& answer) {
    qsizetype known = 0;
    for (const Row& row : m_rows) {
        if (row.isOther)
            continue;
        if (known >= answer.hits.size() || answer.hits[known].caseId != row.hit.caseId)
            return false;
        ++known;
    }
    if (known == 0 || known == answer.hits.size())
        return known > 0;
    const int at = rowCount();
    beginInsertRows({}, at, at + static_cast<int>(answer.hits.size() - known) - 1);
    for (const Hit& hit : answer.hits.mid(known))
        m_rows.append({hit});
    for (const Case& exam : answer.cases)
        m_cases.insert(exam.id, exam);
    endInsertRows();
    return true;
}

void HitModel::setSlices(const CitedSlices& slices) {
    for (qsizetype i = 0; i < m_rows.size(); ++i)
        if (const auto found = slices.find(m_rows[i].hit.caseId);
            found != slices.end() && !m_rows[i].hit.bestSlice) {
            m_rows[i].hit.bestSlice = found->second;
            const QModelIndex changed = index(static_cast<int>(i));
            Q_EMIT dataChanged(changed, changed, {CaseRole::Thumbnail});
        }
}

bool HitModel::isUnfolded(const QModelIndex& index) const {
    const int next = index.row() + 1;
    return !isOther(index) && next < m_rows.size() && m_rows[next].isOther;
}

QString HitModel::foldText(const QModelIndex& index) const {
    const int more = hit(index).patientCases;
    if (more == 0 || isOther(index))
        return {};
    return isUnfolded(index) ? tr("− hide %n more of this patient", nullptr, more)
                             : tr("+ %n more of this patient", nullptr, more);
}

void HitModel::unfold(qint64 caseId, const QList<Hit>& others, std::vector<Case> cases) {
    const auto found = std::ranges::find_if(
        m_rows, [&](const Row& row) { return row.hit.caseId == caseId && !row.isOther; });
    const int at = static_cast<int>(found - m_rows.begin()) + 1;
    if (found == m_rows.end() || others.isEmpty() || isUnfolded(index(at - 1)))
        return;
    for (Case& exam : cases)
        m_cases.insert(exam.id, std::move(exam));
    beginInsertRows({}, at, at + static_cast<int>(others.size()) - 1);
    for (qsizetype i = 0; i < others.size(); ++i)
        m_rows.insert(at + i, Row{others[i], true});
    endInsertRows();
    Q_EMIT dataChanged(index(at - 1), index(at - 1));
}

void HitModel::fold(const QModelIndex& at) {
    const int first = at.row() + 1;
    int last = first;
    while (last < m_rows.size() && m_rows[last].isOther)
        ++last;
    if (last == first)
        return;
    beginRemoveRows({}, first, last - 1);
    m_rows.remove(first, last - first);
    endRemoveRows();
    Q_EMIT dataChanged(index(first - 1), index(first - 1));
}

const QList<PhasePicture>* HitModel::phases(const Hit& hit) const {
    const HitSlice slice = hit.bestSlice.value_or(HitSlice{});
    return m_pictures.of(
        PhasePictures::place(hit.caseId, slice.seriesUid, slice.part, slice.index));
}

// Without a place of the match, the phase that spoke most for it; else the picture of lists.
int HitModel::bestPhase(const Hit& hit, const QList<PhasePicture>& phases) {
    const auto indexOf = [&](const auto& fits) {
        const auto found = std::ranges::find_if(phases, fits);
        return found == phases.end() ? -1 : static_cast<int>(found - phases.begin());
    };
    if (hit.bestSlice)
        if (const int at = indexOf([&](const PhasePicture& picture) {
                return picture.seriesUid == hit.bestSlice->seriesUid &&
                       picture.part == hit.bestSlice->part;
            });
            at >= 0)
            return at;
    const auto most = std::ranges::max_element(hit.shares, {}, &PhaseShare::share);
    const int at = most == hit.shares.end() ? -1 : indexOf([&](const PhasePicture& picture) {
        return picture.phase == most->phase;
    });
    return at >= 0 ? at : static_cast<int>(phases.size()) / 2;
}

HitPicture HitModel::picture(const QModelIndex& at) const {
    const Hit& found = hit(at);
    const QList<PhasePicture>* all = phases(found);
    if (!all || all->isEmpty())
        return {m_thumbnails.of(found.caseId), std::nullopt, 0, 0};
    const int count = static_cast<int>(all->size());
    const int shown = qBound(0, m_phases.value(found.caseId, bestPhase(found, *all)), count - 1);
    return {(*all)[shown].picture, (*all)[shown].phase, shown, count};
}

void HitModel::stepPhase(const QModelIndex& at, int step) {
    const HitPicture now = picture(at);
    if (now.count > 0)
        showPhase(at, (now.index + step + now.count) % now.count);
}

void HitModel::showPhase(const QModelIndex& at, int phase) {
    if (picture(at).index == phase && m_phases.contains(hit(at).caseId))
        return;
    m_phases[hit(at).caseId] = phase;
    Q_EMIT dataChanged(at, at);
}

int HitModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

// For screen readers and tool tips: all that the row draws.
QString HitModel::spoken(const Row& row) const {
    const Case* exam = caseOf(row.hit);
    QStringList words{tr("Rank %1: %2").arg(row.hit.rank).arg(titleOf(row.hit))};
    words << (exam ? dateText(exam->studyDate) : QString()) << assertionName(row.hit.assertion)
          << row.hit.sentence << foundBy(row.hit) << demotionText(row.hit)
          << missingText(row.hit.missing);
    for (const HitTag& tag : row.hit.tags)
        words << tagText(tag);
    words += row.hit.differs;
    words.removeAll(QString());
    return words.join(QStringLiteral(". ")).replace(QStringLiteral(".."), QStringLiteral("."));
}

QVariant HitModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row& row = m_rows[index.row()];
    const Case* exam = caseOf(row.hit);
    switch (role) {
    case Qt::DisplayRole:
    case CaseRole::Title:
        if (row.isOther) // its rank is within this patient
            return titleOf(row.hit);
        return QStringLiteral("%1. %2").arg(row.hit.rank).arg(titleOf(row.hit));
    case CaseRole::Id:
        return QVariant::fromValue<qint64>(row.hit.caseId);
    case CaseRole::Date:
        return exam ? dateText(exam->studyDate) : QString();
    case CaseRole::Description:
        return exam ? toText(exam->description) : QString();
    case CaseRole::Thumbnail:
        return picture(index).picture;
    case HitRole::Sentence:
        return markedHtml(row.hit.sentence, m_words);
    case HitRole::Ranks:
        return ranksText(row.hit);
    case HitRole::Assertion:
        return row.hit.sentence.isEmpty() ? QString() : assertionName(row.hit.assertion);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return spoken(row);
    default:
        return {};
    }
}

} // namespace bolus
