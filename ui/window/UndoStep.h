// One step of the undo stack: what does it, and what takes it back.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include <QUndoCommand>

namespace bolus {

class UndoStep : public QUndoCommand {
public:
    using Step = std::function<void()>;
    enum class State { ToDo, Done };

    /// Pushed as Done where it has happened already. Without `redo` it leaves the stack when it is
    /// taken back. `subject` is what it is found again by.
    UndoStep(const QString& text, Step redo, Step undo, State state = State::ToDo,
             std::shared_ptr<const void> subject = {})
        : QUndoCommand(text), m_redo(std::move(redo)), m_undo(std::move(undo)), m_state(state),
          m_subject(std::move(subject)) {}

    const void* subject() const { return m_subject.get(); }

    void undo() override {
        m_undo();
        if (!m_redo)
            setObsolete(true);
    }
    void redo() override {
        if (std::exchange(m_state, State::ToDo) == State::ToDo && m_redo)
            m_redo();
    }

private:
    Step m_redo, m_undo;
    State m_state;
    std::shared_ptr<const void> m_subject;
};

} // namespace bolus
