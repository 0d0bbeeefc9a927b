import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

Item {
    id: screen

    required property PartingView view
    required property ShellModel shell

    objectName: "screen_parting"

    Grid {
        id: halves

        readonly property real cell: (width - (columns - 1) * spacing) / columns

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.bottom: done.top
        anchors.margins: Theme.margin
        anchors.topMargin: (Theme.landscape ? 0.75 : 1.25) * Theme.gap
        columns: Theme.landscape ? 2 : 1
        spacing: (Theme.landscape ? 2 : 1) * Theme.gap
        verticalItemAlignment: Grid.AlignVCenter

        Column {
            id: told

            width: halves.cell
            spacing: (Theme.dense ? 0.35 : 0.75) * Theme.gap

            Heading {
                width: parent.width
                text: screen.view.heading
                horizontalAlignment: Theme.landscape ? Text.AlignLeft : Text.AlignHCenter
            }

            Words {
                width: parent.width
                text: screen.view.how
                lineHeight: Theme.elder ? 1 : 1.15
            }

            Words {
                width: parent.width
                text: screen.view.when
                color: screen.view.waits ? Theme.warn : Theme.good
                font.weight: Font.Medium
                lineHeight: Theme.elder ? 1 : 1.15
            }

            Words {
                width: parent.width
                text: screen.view.gone
                color: Theme.inkSoft
                font.pixelSize: Theme.tiny
                lineHeight: Theme.elder ? 1 : 1.15
            }
        }

        Column {
            id: shown

            width: halves.cell
            spacing: (Theme.dense ? 0.25 : 0.6) * Theme.gap

            Rectangle {
                readonly property real room: halves.height - words.height - until.height - 3 * shown.spacing - (Theme.landscape ? 0 : told.height + halves.spacing)

                anchors.horizontalCenter: parent.horizontalCenter
                width: Math.round(Math.min(parent.width, 560 * Theme.unit, Math.max(260 * Theme.unit, room)))
                height: width
                radius: Theme.radius
                color: "#ffffff"
                border.color: Theme.primary
                border.width: 2 * Theme.stroke

                Image {
                    objectName: "resume_code"
                    anchors.centerIn: parent
                    width: Math.round(parent.width - 6 * Theme.stroke)
                    height: width
                    source: screen.view.code
                    sourceSize: Qt.size(width, height)
                    smooth: false
                    cache: false
                    Accessible.role: Accessible.Graphic
                    Accessible.name: screen.view.heading
                }
            }

            Words {
                id: words

                objectName: "resume_code_text"
                width: parent.width
                text: screen.view.codeText
                font.pixelSize: Theme.elder ? Theme.body : Theme.large
                font.weight: Font.Bold
                lineHeight: 1
                horizontalAlignment: Text.AlignHCenter
            }

            Words {
                id: until

                width: parent.width
                text: screen.view.until
                color: Theme.primary
                font.weight: Font.Bold
                lineHeight: 1
                horizontalAlignment: Text.AlignHCenter
            }
        }
    }

    ActionButton {
        id: done

        objectName: "parted"
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 0.75 * Theme.gap
        width: Math.min(parent.width - 2 * Theme.margin, (Theme.landscape ? 900 : 1000) * Theme.unit)
        height: (Theme.dense ? 1 : 1.15) * Theme.touch
        kind: "primary"
        iconName: "check"
        label: screen.view.doneText
        onTapped: screen.view.done()
    }
}
