#include "ui/prefs/KeysPage.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QVBoxLayout>

#include "ui/keys/KeyMap.h"
#include "ui/keys/KeyRules.h"
#include "ui/prefs/KeyRecorder.h"

namespace bolus {

namespace {
constexpr int idRole = Qt::UserRole;

bool holdsAll(const QTreeWidgetItem& item, const QStringList& words) {
    const QString all =
        item.parent()->text(0) + QLatin1Char(' ') + item.text(0) + QLatin1Char(' ') + item.text(1);
    return std::ranges::all_of(
        words, [&](const QString& word) { return all.contains(word, Qt::CaseInsensitive); });
}
} // namespace

KeysPage::KeysPage(KeyMap& keys, QWidget* parent)
    : QWidget(parent), m_keys(keys), m_filter(new QLineEdit), m_table(new QTreeWidget),
      m_recorder(new KeyRecorder), m_verdict(new QLabel),
      m_set(new QPushButton(tr("&Use this key"))), m_add(new QPushButton(tr("Use it as &well"))),
      m_none(new QPushButton(tr("&No key"))), m_reset(new QPushButton(tr("&Reset"))),
      m_resetAll(new QPushButton(tr("Reset &all"))) {
    m_filter->setObjectName(QStringLiteral("keyFilter"));
    m_filter->setPlaceholderText(tr("Find a command or a key"));
    m_filter->setAccessibleName(m_filter->placeholderText());
    m_filter->setClearButtonEnabled(true);
    buildTable();
    auto* rows = new QVBoxLayout(this);
    rows->addWidget(m_filter);
    rows->addWidget(m_table, 1);
    rows->addWidget(buildEditing());
    connect(m_filter, &QLineEdit::textChanged, this, &KeysPage::filter);
    connect(&keys, &KeyMap::changed, this, &KeysPage::refresh);
    fill();
}

void KeysPage::buildTable() {
    m_table->setObjectName(QStringLiteral("keyTable"));
    m_table->setAccessibleName(tr("Commands and their keys"));
    m_table->setHeaderLabels({tr("Command"), tr("Keys")});
    m_table->setUniformRowHeights(true);
    m_table->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_table->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_table->header()->setStretchLastSection(false);
    connect(m_table, &QTreeWidget::currentItemChanged, this, [this] {
        m_recorder->forget();
        judge();
    });
    connect(m_table, &QTreeWidget::itemActivated, this, [this] { m_recorder->setFocus(); });
}

QWidget* KeysPage::buildEditing() {
    m_recorder->setObjectName(QStringLiteral("keyRecorder"));
    m_verdict->setObjectName(QStringLiteral("keyVerdict"));
    m_verdict->setWordWrap(true);
    m_set->setObjectName(QStringLiteral("useKey"));
    m_add->setObjectName(QStringLiteral("addKey"));
    m_none->setObjectName(QStringLiteral("noKey"));
    m_reset->setObjectName(QStringLiteral("resetKey"));
    m_resetAll->setObjectName(QStringLiteral("resetAllKeys"));
    auto* box = new QWidget;
    auto* rows = new QVBoxLayout(box);
    rows->setContentsMargins(0, 0, 0, 0);
    auto* line = new QHBoxLayout;
    line->addWidget(m_recorder, 1);
    for (QPushButton* button : {m_set, m_add, m_none, m_reset, m_resetAll}) {
        button->setAutoDefault(false);
        line->addWidget(button);
    }
    rows->addWidget(m_verdict);
    rows->addLayout(line);
    connect(m_recorder, &KeyRecorder::recorded, this, &KeysPage::judge);
    connect(m_set, &QPushButton::clicked, this, [this] { take(false); });
    connect(m_add, &QPushButton::clicked, this, [this] { take(true); });
    connect(m_none, &QPushButton::clicked, this, [this] { m_keys.assign(chosen(), {}); });
    connect(m_reset, &QPushButton::clicked, this, [this] { m_keys.reset(chosen()); });
    connect(m_resetAll, &QPushButton::clicked, &m_keys, &KeyMap::resetAll);
    return box;
}

void KeysPage::fill() {
    QHash<QString, QTreeWidgetItem*> groups;
    for (const KeyMap::Command& command : m_keys.commands()) {
        QTreeWidgetItem*& group = groups[command.group];
        if (!group) {
            group = new QTreeWidgetItem(m_table, {command.group});
            group->setFirstColumnSpanned(true);
            group->setFlags(Qt::ItemIsEnabled);
        }
        auto* item = new QTreeWidgetItem(group, {command.title});
        item->setData(0, idRole, command.id);
    }
    m_table->expandAll();
    refresh();
}

void KeysPage::refresh() {
    for (QTreeWidgetItemIterator at(m_table); *at; ++at) {
        const QString id = (*at)->data(0, idRole).toString();
        if (id.isEmpty())
            continue;
        (*at)->setText(1, m_keys.keysText(id));
        QFont font = m_table->font();
        font.setBold(m_keys.isChanged(id));
        (*at)->setFont(1, font);
        (*at)->setToolTip(1, tr("By default: %1")
                                 .arg(keysText(m_keys.command(id)->defaults).isEmpty()
                                          ? tr("no key")
                                          : keysText(m_keys.command(id)->defaults)));
    }
    judge();
}

void KeysPage::filter(const QString& words) {
    const QStringList each = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (int g = 0; g < m_table->topLevelItemCount(); ++g) {
        QTreeWidgetItem* group = m_table->topLevelItem(g);
        bool any = false;
        for (int i = 0; i < group->childCount(); ++i) {
            const bool shown = holdsAll(*group->child(i), each);
            group->child(i)->setHidden(!shown);
            any = any || shown;
        }
        group->setHidden(!any);
    }
}

QString KeysPage::chosen() const {
    const QTreeWidgetItem* item = m_table->currentItem();
    return item ? item->data(0, idRole).toString() : QString();
}

/// Says at once whether the pressed key can be had, and who has it.
void KeysPage::judge() {
    const KeyMap::Command* command = m_keys.command(chosen());
    const QKeySequence key = m_recorder->key();
    const QString refusal = key.isEmpty() ? QString() : refusalOf(key);
    const KeyMap::Command* holder = m_keys.holderOf(key);
    const QString text = key.toString(QKeySequence::NativeText);
    if (!command)
        m_verdict->setText(tr("Choose a command, then press its new key in the field below."));
    else if (key.isEmpty())
        m_verdict->setText(tr("“%1”: press its new key in the field below.").arg(command->title));
    else if (!refusal.isEmpty())
        m_verdict->setText(refusal);
    else if (holder && holder != command)
        m_verdict->setText(
            tr("%1 is the key of “%2”, which then loses it.").arg(text, holder->title));
    else if (holder)
        m_verdict->setText(tr("%1 is its key already.").arg(text));
    else if (isBareKey(key))
        m_verdict->setText(tr("%1 is free. It works while the views have the focus.").arg(text));
    else
        m_verdict->setText(tr("%1 is free.").arg(text));
    m_verdict->setProperty("notice", !refusal.isEmpty() || (holder && holder != command));
    m_verdict->style()->unpolish(m_verdict);
    m_verdict->style()->polish(m_verdict);
    const bool usable = command && !key.isEmpty() && refusal.isEmpty();
    m_set->setEnabled(usable);
    m_add->setEnabled(usable && !command->keys.isEmpty() && holder != command);
    m_none->setEnabled(command && !command->keys.isEmpty());
    m_reset->setEnabled(command && m_keys.isChanged(command->id));
    m_resetAll->setEnabled(std::ranges::any_of(
        m_keys.commands(), [&](const auto& each) { return m_keys.isChanged(each.id); }));
}

void KeysPage::take(bool asWell) {
    QList<QKeySequence> keys = asWell ? m_keys.command(chosen())->keys : QList<QKeySequence>();
    keys << m_recorder->key();
    m_recorder->forget();
    m_keys.assign(chosen(), keys);
}

} // namespace bolus
