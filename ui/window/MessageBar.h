// What went wrong or needs knowing, above the pictures: never in the way, never modal.
#pragma once

#include <QFrame>
#include <QLabel>
#include <QList>
#include <QPlainTextEdit>
#include <QToolButton>

namespace bolus {

class MessageBar : public QFrame {
    Q_OBJECT
public:
    enum class Level { Info, Warning, Error };
    static constexpr qint64 noCase = -1;

    explicit MessageBar(QWidget* parent = nullptr);
    /// The newest is shown; a sentence that is there already is not repeated.
    void show(Level level, const QString& sentence, const QString& details = {});
    /// About one case, by its library id: goes when another opens. `noCase`: when any does.
    void showOf(qint64 caseId, Level level, const QString& sentence, const QString& details = {});
    /// Which case is open; 0: none.
    void setCase(qint64 caseId);
    void dismiss();
    /// Takes a message away whose cause is over.
    void withdraw(const QString& sentence);

private:
    struct Message {
        Level level;
        QString sentence, details;
        qint64 caseId; // 0: about none
    };
    void refresh();

    QList<Message> m_messages;
    QLabel *m_sentence, *m_more;
    QToolButton *m_detailsButton, *m_dismiss;
    QPlainTextEdit* m_details;
};

} // namespace bolus
