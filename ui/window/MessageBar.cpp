#include "ui/window/MessageBar.h"

#include <algorithm>

#include <QAccessible>
#include <QHBoxLayout>
#include <QStyle>
#include <QVBoxLayout>

#include "ui/style/Theme.h"

namespace bolus {

namespace {
constexpr qsizetype keptMessages = 20;
}

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent), m_sentence(new QLabel), m_more(new QLabel), m_detailsButton(new QToolButton),
      m_dismiss(new QToolButton), m_details(new QPlainTextEdit) {
    m_details->setAccessibleName(tr("Details of the message"));
    setObjectName(QStringLiteral("messageBar"));
    m_sentence->setObjectName(QStringLiteral("messageSentence"));
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_sentence->setWordWrap(true);
    m_more->setProperty("secondary", true);
    m_detailsButton->setText(tr("Details"));
    m_detailsButton->setCheckable(true);
    m_dismiss->setObjectName(QStringLiteral("messageDismiss"));
    m_dismiss->setIcon(theme::icon(QStringLiteral("close")));
    m_dismiss->setToolTip(tr("Dismiss this message"));
    m_dismiss->setAccessibleName(tr("Dismiss this message"));
    m_details->setReadOnly(true);
    m_details->setMaximumHeight(140);
    m_details->hide();
    auto* line = new QHBoxLayout;
    line->addWidget(m_sentence, 1);
    line->addWidget(m_more);
    line->addWidget(m_detailsButton);
    line->addWidget(m_dismiss);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(10, 4, 6, 4);
    rows->addLayout(line);
    rows->addWidget(m_details);
    connect(m_dismiss, &QToolButton::clicked, this, &MessageBar::dismiss);
    connect(m_detailsButton, &QToolButton::toggled, m_details, &QWidget::setVisible);
    setVisible(false);
}

void MessageBar::show(Level level, const QString& sentence, const QString& details) {
    showOf(0, level, sentence, details);
}

void MessageBar::showOf(qint64 caseId, Level level, const QString& sentence,
                        const QString& details) {
    const auto same = [&](const Message& message) { return message.sentence == sentence; };
    m_messages.removeIf(same);
    m_messages.append({level, sentence, details, caseId});
    if (m_messages.size() > keptMessages)
        m_messages.removeFirst();
    refresh();
}

void MessageBar::dismiss() {
    if (!m_messages.isEmpty())
        m_messages.removeLast();
    refresh();
}

void MessageBar::setCase(qint64 caseId) {
    const auto over = [&](const Message& m) { return m.caseId != 0 && m.caseId != caseId; };
    if (m_messages.removeIf(over))
        refresh();
}

void MessageBar::withdraw(const QString& sentence) {
    if (m_messages.removeIf([&](const Message& m) { return m.sentence == sentence; }))
        refresh();
}

void MessageBar::refresh() {
    setVisible(!m_messages.isEmpty());
    if (m_messages.isEmpty())
        return;
    const Message& last = m_messages.last();
    static const char* const names[] = {"info", "warning", "error"};
    setProperty("level", QLatin1String(names[static_cast<int>(last.level)]));
    style()->unpolish(this);
    style()->polish(this);
    m_sentence->setText(last.sentence);
    m_more->setText(m_messages.size() > 1 ? tr("+ %1 more").arg(m_messages.size() - 1) : QString());
    m_details->setPlainText(last.details);
    m_detailsButton->setVisible(!last.details.isEmpty());
    m_detailsButton->setChecked(false);
    setAccessibleName(last.sentence);
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

} // namespace bolus
