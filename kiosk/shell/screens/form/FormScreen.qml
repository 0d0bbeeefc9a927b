import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

// One question: what is asked, what was wrong, and below or beside it the page that it is answered on.
Item {
    id: screen

    required property FormView view
    required property ShellModel shell
    readonly property bool beside: Theme.landscape && view.beside

    objectName: "screen_form"

    Column {
        id: head

        x: Theme.margin
        y: Theme.landscape ? 0.75 * Theme.gap : Theme.margin
        width: screen.beside ? 0.45 * (parent.width - 2 * Theme.margin) : parent.width - 2 * Theme.margin
        spacing: 0.5 * Theme.gap

        Words {
            width: parent.width
            visible: text !== ""
            text: screen.view.counter
            color: Theme.primary
            font.weight: Font.Bold
            lineHeight: 1
        }

        Heading {
            width: parent.width
            text: screen.view.heading
        }

        Words {
            width: parent.width
            visible: text !== ""
            text: screen.view.hint
            color: Theme.inkSoft
        }

        Banner {
            width: parent.width
            text: screen.view.problem
        }
    }

    Loader {
        id: page

        anchors.top: screen.beside ? parent.top : head.bottom
        anchors.bottom: parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        Component.onCompleted: setSource(screen.view.page, {
            view: screen.view,
            input: screen.view.input
        })
    }

    Binding {
        target: page.item
        property: "head"
        value: screen.beside ? head.y + head.height : 0
        when: screen.view.beside && page.status === Loader.Ready
    }
}
