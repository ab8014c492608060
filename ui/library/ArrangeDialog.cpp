#include "ui/library/ArrangeDialog.h"

#include <QSet>
#include <QShortcut>
#include <QVBoxLayout>

#include "ui/common/Text.h"
#include "ui/view/PhaseChip.h"

namespace bolus {

namespace {

enum Role { VolumeId = Qt::UserRole + 1, SeriesUid };

QString rowText(const VolumeRecord& volume, bool phase) {
    const QString name = volume.seriesDescription.empty() ? toText(volume.seriesUid)
                                                          : toText(volume.seriesDescription);
    QString text =
        phase ? ArrangeDialog::tr("%1 – %2").arg(phaseName(volume.phase.phase), name) : name;
    if (!volume.partReason.empty())
        text +=
            ArrangeDialog::tr(" (part %1: %2)").arg(volume.part + 1).arg(toText(volume.partReason));
    return text + ArrangeDialog::tr(", %n slice(s)", nullptr, static_cast<int>(volume.size[2]));
}

} // namespace

ArrangeDialog::ArrangeDialog(QWidget* parent)
    : QDialog(parent), m_title(new QLabel), m_othersTitle(new QLabel(tr("Shown apart"))),
      m_phases(new QListWidget), m_others(new QListWidget),
      m_earlier(new QPushButton(tr("Move &earlier"))), m_later(new QPushButton(tr("Move &later"))),
      m_split(new QPushButton(tr("&Split the ticked series off"))) {
    buildRows();
    connectRows();
}

void ArrangeDialog::buildRows() {
    setObjectName(QStringLiteral("arrangeDialog"));
    setWindowTitle(tr("Series of the case"));
    m_title->setWordWrap(true);
    m_phases->setObjectName(QStringLiteral("arrangePhases"));
    m_phases->setAccessibleName(tr("Phases, first to last"));
    m_phases->setDragDropMode(QAbstractItemView::InternalMove);
    m_others->setObjectName(QStringLiteral("arrangeOthers"));
    m_others->setAccessibleName(tr("Series shown apart from the phases"));
    m_earlier->setObjectName(QStringLiteral("moveEarlierButton"));
    m_earlier->setToolTip(tr("Move the phase earlier (Alt+Up)"));
    m_later->setObjectName(QStringLiteral("moveLaterButton"));
    m_later->setToolTip(tr("Move the phase later (Alt+Down)"));
    m_split->setObjectName(QStringLiteral("splitButton"));
    m_split->setToolTip(tr("They become a case of their own. Edit → Undo brings them back."));

    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_earlier);
    buttons->addWidget(m_later);
    buttons->addStretch(1);
    buttons->addWidget(m_split);
    auto* rows = new QVBoxLayout(this);
    rows->addWidget(m_title);
    rows->addWidget(m_phases, 2);
    rows->addWidget(m_othersTitle);
    rows->addWidget(m_others, 1);
    rows->addLayout(buttons);
    resize(620, 460);
}

void ArrangeDialog::connectRows() {
    connect(m_earlier, &QPushButton::clicked, this, [this] { move(-1); });
    connect(m_later, &QPushButton::clicked, this, [this] { move(1); });
    connect(m_split, &QPushButton::clicked, this, &ArrangeDialog::sendSplit);
    connect(new QShortcut(Qt::ALT | Qt::Key_Up, this), &QShortcut::activated, this,
            [this] { move(-1); });
    connect(new QShortcut(Qt::ALT | Qt::Key_Down, this), &QShortcut::activated, this,
            [this] { move(1); });
    // A drop inserts the row at its new place and then removes the old one: the order is whole
    // again when the event is over.
    connect(m_phases->model(), &QAbstractItemModel::rowsRemoved, this, &ArrangeDialog::sendOrder,
            Qt::QueuedConnection);
    connect(m_phases->model(), &QAbstractItemModel::rowsMoved, this, &ArrangeDialog::sendOrder,
            Qt::QueuedConnection);
    connect(m_phases, &QListWidget::currentRowChanged, this, &ArrangeDialog::refresh);
    for (QListWidget* list : {m_phases, m_others})
        connect(list, &QListWidget::itemChanged, this,
                [this](const QListWidgetItem* item) { tickSeries(*item); });
}

void ArrangeDialog::fill(QListWidget& list, const Case& exam, bool phases,
                         const QStringList& kept) {
    const QVariant current = list.currentItem() ? list.currentItem()->data(VolumeId) : QVariant();
    list.clear();
    for (const VolumeRecord& volume : exam.volumes) {
        if (volume.inPhaseSeries != phases)
            continue;
        auto* item = new QListWidgetItem(rowText(volume, phases), &list);
        const QString series = toText(volume.seriesUid);
        item->setData(VolumeId, QVariant::fromValue<qint64>(volume.id));
        item->setData(SeriesUid, series);
        item->setFlags((item->flags() | Qt::ItemIsUserCheckable) & ~Qt::ItemIsDropEnabled);
        item->setCheckState(kept.contains(series) ? Qt::Checked : Qt::Unchecked);
        if (item->data(VolumeId) == current)
            list.setCurrentItem(item);
    }
    if (list.currentRow() < 0)
        list.setCurrentRow(0);
}

void ArrangeDialog::setCase(const Case& exam) {
    if (exam.id == m_caseId)
        sendOrder(); // a drag whose event still waits: the list is about to be filled anew
    m_filling = true;
    const QStringList kept = exam.id == m_caseId ? ticked() : QStringList();
    fill(*m_phases, exam, true, kept);
    fill(*m_others, exam, false, kept);
    m_caseId = exam.id;
    m_known = order();
    m_title->setText(tr("Case %1, %2. Drag the phases into another order, or tick the series that "
                        "belong to another exam.")
                         .arg(exam.id)
                         .arg(patientText(exam)));
    const bool any = m_others->count() > 0;
    m_others->setVisible(any);
    m_othersTitle->setVisible(any);
    m_filling = false;
    refresh();
}

std::vector<std::int64_t> ArrangeDialog::order() const {
    std::vector<std::int64_t> ids;
    for (int row = 0; row < m_phases->count(); ++row)
        ids.push_back(m_phases->item(row)->data(VolumeId).toLongLong());
    return ids;
}

QStringList ArrangeDialog::ticked() const {
    QStringList series;
    for (const QListWidget* list : {m_phases, m_others})
        for (int row = 0; row < list->count(); ++row) {
            const QListWidgetItem* item = list->item(row);
            const QString uid = item->data(SeriesUid).toString();
            if (item->checkState() == Qt::Checked && !series.contains(uid))
                series << uid;
        }
    return series;
}

// A series is split off whole: its parts are ticked together.
void ArrangeDialog::tickSeries(const QListWidgetItem& ticked) {
    if (m_filling)
        return;
    m_filling = true;
    for (QListWidget* list : {m_phases, m_others})
        for (int row = 0; row < list->count(); ++row)
            if (list->item(row)->data(SeriesUid) == ticked.data(SeriesUid))
                list->item(row)->setCheckState(ticked.checkState());
    m_filling = false;
    refresh();
}

void ArrangeDialog::move(int step) {
    const int from = m_phases->currentRow(), to = from + step;
    if (from < 0 || to < 0 || to >= m_phases->count())
        return;
    m_filling = true;
    m_phases->insertItem(to, m_phases->takeItem(from));
    m_phases->setCurrentRow(to);
    m_filling = false;
    sendOrder();
    refresh();
}

void ArrangeDialog::sendOrder() {
    const std::vector<std::int64_t> now = order();
    if (m_filling || now == m_known || now.size() != m_known.size())
        return;
    m_known = now;
    Q_EMIT orderChosen(m_caseId, now);
    refresh();
}

void ArrangeDialog::sendSplit() {
    std::vector<std::string> series;
    for (const QString& uid : ticked())
        series.push_back(uid.toStdString());
    if (!series.empty())
        Q_EMIT splitChosen(m_caseId, series);
}

void ArrangeDialog::refresh() {
    const int row = m_phases->currentRow();
    m_earlier->setEnabled(row > 0);
    m_later->setEnabled(row >= 0 && row + 1 < m_phases->count());
    QSet<QString> all;
    for (const QListWidget* list : {m_phases, m_others})
        for (int i = 0; i < list->count(); ++i)
            all << list->item(i)->data(SeriesUid).toString();
    const qsizetype chosen = ticked().size();
    m_split->setEnabled(chosen > 0 && chosen < all.size()); // something has to stay
}

} // namespace bolus
