import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

// Where the receipt would go, and the two ways on.
Item {
    id: screen

    required property SendView view
    required property ShellModel shell
    readonly property real edge: Theme.landscape ? 0.75 * Theme.gap : Theme.margin
    readonly property real inner: width - 2 * Theme.margin

    objectName: "screen_send"

    Column {
        id: head

        x: Theme.margin
        y: screen.edge
        width: screen.inner
        spacing: Theme.gap

        Heading {
            width: parent.width
            text: screen.view.heading
        }

        Banner {
            width: parent.width
            text: screen.view.problem
        }

        Card {
            width: parent.width
            height: told.implicitHeight + 2 * Theme.gap
            visible: screen.view.address !== ""

            Column {
                id: told

                x: Theme.gap
                y: Theme.gap
                width: parent.width - 2 * Theme.gap
                spacing: 0.5 * Theme.gap

                Words {
                    width: parent.width
                    text: screen.view.toText
                    color: Theme.inkSoft
                }

                Words {
                    width: parent.width
                    text: screen.view.address
                    font.pixelSize: Theme.large
                    font.weight: Font.Bold
                    wrapMode: Text.WrapAnywhere
                }

                Words {
                    width: parent.width
                    text: screen.view.soonText
                }
            }
        }
    }

    Grid {
        id: ways

        x: Theme.margin
        anchors.bottom: parent.bottom
        anchors.bottomMargin: screen.edge
        width: screen.inner
        columns: Theme.landscape ? 2 : 1
        spacing: Theme.gap

        readonly property real cell: (width - (columns - 1) * spacing) / columns

        ActionButton {
            width: ways.cell
            height: 1.25 * Theme.touch
            objectName: "send_not"
            label: screen.view.notText
            onTapped: screen.view.decline()
        }

        ActionButton {
            width: ways.cell
            height: 1.25 * Theme.touch
            objectName: "send"
            kind: "primary"
            iconName: "check"
            label: screen.view.sendText
            onTapped: screen.view.send()
        }
    }
}
