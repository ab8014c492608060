#include "ui/hanging/ProtocolDialogs.h"

#include <algorithm>

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QVBoxLayout>

#include "ui/common/Text.h"
#include "ui/view/PhaseChip.h"

namespace bolus {

namespace {

QString phaseNames(const std::vector<Phase>& phases) {
    QStringList names;
    for (const Phase phase : phases)
        names << phaseName(phase);
    return names.join(QStringLiteral(", "));
}

QString conditionsText(const ProtocolConditions& when) {
    QStringList parts;
    if (!when.modality.isEmpty())
        parts << when.modality;
    if (!when.bodyParts.isEmpty())
        parts << when.bodyParts.join(ProtocolsDialog::tr(" or "));
    if (!when.phases.empty())
        parts << phaseNames(when.phases);
    if (when.phaseCount > 0)
        parts << ProtocolsDialog::tr("number of phases: %1").arg(when.phaseCount);
    return when.byHandOnly || parts.isEmpty()
               ? ProtocolsDialog::tr("Only when it is chosen in the menu.")
               : ProtocolsDialog::tr("When a case opens with: %1.")
                     .arg(parts.join(QStringLiteral(" · ")));
}

} // namespace

SaveProtocolDialog::SaveProtocolDialog(const ProtocolConditions& offered, QWidget* parent)
    : QDialog(parent), m_offered(offered), m_name(new QLineEdit) {
    setObjectName(QStringLiteral("saveProtocolDialog"));
    setWindowTitle(tr("Save the present screen as a protocol"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* form = new QFormLayout(this);
    m_name->setObjectName(QStringLiteral("protocolName"));
    m_name->setAccessibleName(tr("Name"));
    m_name->setMaxLength(100);
    m_name->setMinimumWidth(360);
    form->addRow(tr("&Name"), m_name);
    auto* when = new QLabel(tr("Use it by itself when a case opens that is like this one in:"));
    when->setWordWrap(true);
    form->addRow(when);
    m_modality = addCondition("whenModality", tr("Modality: %1").arg(offered.modality),
                              !offered.modality.isEmpty(), true);
    m_bodyPart =
        addCondition("whenBodyPart", tr("Body part: %1").arg(offered.bodyParts.join(QString())),
                     !offered.bodyParts.isEmpty(), true);
    m_phases = addCondition("whenPhases", tr("Its phases: %1").arg(phaseNames(offered.phases)),
                            !offered.phases.empty(), true);
    m_count = addCondition("whenCount", tr("Their number: %1").arg(offered.phaseCount),
                           offered.phaseCount > 0, false);
    auto* none = new QLabel(tr("With nothing ticked it is used only when chosen in the menu."));
    none->setWordWrap(true);
    form->addRow(none);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel);
    QPushButton* save = buttons->button(QDialogButtonBox::Save);
    save->setEnabled(false);
    form->addRow(buttons);
    connect(m_name, &QLineEdit::textChanged, this,
            [save](const QString& text) { save->setEnabled(!text.trimmed().isEmpty()); });
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

QCheckBox* SaveProtocolDialog::addCondition(const char* name, const QString& text, bool offered,
                                            bool ticked) {
    auto* box = new QCheckBox(text);
    box->setObjectName(QLatin1String(name));
    box->setChecked(offered && ticked);
    static_cast<QFormLayout*>(layout())->addRow(box);
    box->setVisible(offered);
    return box;
}

QString SaveProtocolDialog::name() const {
    return m_name->text().trimmed();
}

ProtocolConditions SaveProtocolDialog::conditions() const {
    ProtocolConditions when;
    if (m_modality->isChecked())
        when.modality = m_offered.modality;
    if (m_bodyPart->isChecked())
        when.bodyParts = m_offered.bodyParts;
    if (m_phases->isChecked())
        when.phases = m_offered.phases;
    if (m_count->isChecked())
        when.phaseCount = m_offered.phaseCount;
    when.byHandOnly = when.count() == 0;
    return when;
}

ProtocolsDialog::ProtocolsDialog(ProtocolStore& store, QWidget* parent)
    : QDialog(parent), m_store(store), m_list(new QListWidget), m_note(new QLabel),
      m_rename(new QPushButton(tr("&Rename"))), m_remove(new QPushButton(tr("Re&move"))) {
    setObjectName(QStringLiteral("protocolsDialog"));
    setWindowTitle(tr("Hanging protocols"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(460, 420);
    m_list->setObjectName(QStringLiteral("protocolList"));
    m_list->setAccessibleName(windowTitle());
    m_rename->setObjectName(QStringLiteral("renameProtocol"));
    m_remove->setObjectName(QStringLiteral("removeProtocol"));
    m_list->setSpacing(2);
    m_note->setWordWrap(true);
    auto* rows = new QVBoxLayout(this);
    auto* above =
        new QLabel(tr("Those that are ticked are used by themselves when a case fits; the "
                      "first that fits counts, yours before those of Bolus."));
    above->setWordWrap(true);
    rows->addWidget(above);
    rows->addWidget(m_list, 1);
    rows->addWidget(m_note);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->addButton(m_rename, QDialogButtonBox::ActionRole);
    buttons->addButton(m_remove, QDialogButtonBox::ActionRole);
    rows->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_rename, &QPushButton::clicked, this,
            [this] { m_list->editItem(m_list->currentItem()); });
    connect(m_remove, &QPushButton::clicked, this, &ProtocolsDialog::remove);
    connect(m_list, &QListWidget::currentItemChanged, this, &ProtocolsDialog::showSelected);
    connect(m_list, &QListWidget::itemChanged, this, &ProtocolsDialog::take);
    // Queued: a list must not be filled anew while it tells of a change.
    connect(&store, &ProtocolStore::changed, this, &ProtocolsDialog::fill, Qt::QueuedConnection);
    fill();
}

void ProtocolsDialog::fill() {
    m_filling = true;
    const int row = std::max(m_list->currentRow(), 0);
    m_list->clear();
    for (const Protocol& protocol : m_store.protocols()) {
        auto* item = new QListWidgetItem(protocol.name, m_list);
        item->setData(Qt::UserRole, protocol.file);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable |
                       (protocol.own ? Qt::ItemIsEditable : Qt::NoItemFlags));
        item->setCheckState(m_store.isOn(protocol) ? Qt::Checked : Qt::Unchecked);
    }
    m_list->setCurrentRow(std::min(row, m_list->count() - 1));
    m_filling = false;
    showSelected();
}

const Protocol* ProtocolsDialog::protocolOf(const QListWidgetItem* item) const {
    const auto& all = m_store.protocols();
    const auto found = item == nullptr ? all.end()
                                       : std::ranges::find(all, item->data(Qt::UserRole).toString(),
                                                           &Protocol::file);
    return found == all.end() ? nullptr : &*found;
}

void ProtocolsDialog::take(const QListWidgetItem* item) {
    const Protocol* protocol = m_filling ? nullptr : protocolOf(item);
    if (protocol == nullptr)
        return;
    m_store.setOn(*protocol, item->checkState() == Qt::Checked);
    if (item->text() == protocol->name)
        return;
    if (const auto renamed = m_store.rename(protocol->file, item->text()); !renamed) {
        fill();
        m_note->setText(toText(renamed.error().message));
    }
}

void ProtocolsDialog::remove() {
    const Protocol* protocol = protocolOf(m_list->currentItem());
    if (protocol == nullptr)
        return;
    if (const auto removed = m_store.remove(protocol->file); !removed)
        m_note->setText(toText(removed.error().message));
}

void ProtocolsDialog::showSelected() {
    const Protocol* protocol = protocolOf(m_list->currentItem());
    m_rename->setEnabled(protocol && protocol->own);
    m_remove->setEnabled(protocol && protocol->own);
    m_note->setText(protocol == nullptr
                        ? QString()
                        : conditionsText(protocol->when) + QLatin1Char(' ') +
                              (protocol->own ? tr("Yours.") : tr("Comes with Bolus.")));
}

} // namespace bolus
