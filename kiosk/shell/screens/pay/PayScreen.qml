import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

Item {
    id: screen

    required property PayView view
    required property ShellModel shell

    objectName: "screen_pay"

    Grid {
        id: halves

        readonly property real cell: (width - (columns - 1) * spacing) / columns

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.bottom: cancel.top
        anchors.margins: Theme.margin
        anchors.topMargin: (Theme.landscape ? 0.75 : 1.25) * Theme.gap
        columns: Theme.landscape ? 2 : 1
        spacing: (Theme.landscape ? 2 : 1) * Theme.gap
        verticalItemAlignment: Grid.AlignVCenter

        Column {
            id: what

            width: halves.cell
            spacing: (Theme.dense ? 0.4 : 0.75) * Theme.gap

            Heading {
                width: parent.width
                text: screen.view.heading
                horizontalAlignment: Theme.landscape ? Text.AlignLeft : Text.AlignHCenter
            }

            Card {
                width: parent.width
                height: sum.height + (Theme.dense ? 0.75 : 1.5) * Theme.gap

                Column {
                    id: sum

                    anchors.centerIn: parent
                    width: parent.width - 2 * Theme.gap
                    spacing: 0.25 * Theme.gap

                    Words {
                        objectName: "amount"
                        width: parent.width
                        text: screen.view.amount
                        color: Theme.primary
                        font.pixelSize: (Theme.dense ? 0.8 : 1) * Theme.hero
                        font.weight: Font.Bold
                        lineHeight: 1
                        horizontalAlignment: Text.AlignHCenter
                    }

                    Words {
                        width: parent.width
                        text: screen.view.purpose
                        font.pixelSize: Theme.large
                        horizontalAlignment: Text.AlignHCenter
                    }

                    Words {
                        width: parent.width
                        text: screen.view.order
                        color: Theme.inkSoft
                        font.pixelSize: Theme.tiny
                        horizontalAlignment: Text.AlignHCenter
                    }
                }
            }

            Hint {
                width: parent.width
                visible: Theme.landscape
                text: screen.view.hint
                warns: screen.view.heldUp
            }
        }

        Column {
            id: how

            width: halves.cell
            spacing: (Theme.dense ? 0.25 : 0.6) * Theme.gap

            Words {
                id: ways

                width: parent.width
                visible: screen.view.offered
                text: screen.view.ways
                font.pixelSize: Theme.large
                font.weight: Font.Medium
                lineHeight: Theme.elder ? 1 : 1.12
                horizontalAlignment: Text.AlignHCenter
            }

            Rectangle {
                id: frame

                readonly property real besides: ways.height + timeLeft.height + 3 * how.spacing
                readonly property real room: halves.height - besides - (Theme.landscape ? 0 : what.height + halves.spacing + below.height)

                anchors.horizontalCenter: parent.horizontalCenter
                width: Math.round(Math.min(parent.width, 620 * Theme.unit, Math.max(300 * Theme.unit, room)))
                height: width
                radius: Theme.radius
                color: "#ffffff"
                border.color: screen.view.offered ? Theme.primary : Theme.line
                border.width: 2 * Theme.stroke

                Image {
                    objectName: "code"
                    anchors.centerIn: parent
                    width: Math.round(parent.width - 6 * Theme.stroke)
                    height: width
                    visible: screen.view.offered
                    source: screen.view.code
                    sourceSize: Qt.size(width, height)
                    smooth: false
                    cache: false
                    Accessible.role: Accessible.Graphic
                    Accessible.name: screen.view.ways
                }

                Spinner {
                    anchors.centerIn: parent
                    visible: !screen.view.offered
                }
            }

            Words {
                id: timeLeft

                width: parent.width
                visible: text !== ""
                text: screen.view.timeLeft
                color: Theme.primary
                font.pixelSize: Theme.large
                font.weight: Font.Bold
                horizontalAlignment: Text.AlignHCenter
            }

            Hint {
                id: below

                width: parent.width
                visible: !Theme.landscape
                text: screen.view.hint
                warns: screen.view.heldUp
            }
        }
    }

    ActionButton {
        id: cancel

        objectName: "cancel_payment"
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 0.75 * Theme.gap
        width: Math.min(parent.width - 2 * Theme.margin, (Theme.landscape ? 900 : 1000) * Theme.unit)
        height: (Theme.dense ? 1 : 1.15) * Theme.touch
        iconName: "arrow_left"
        label: screen.view.cancelText
        enabled: screen.view.offered
        onTapped: screen.view.cancel()
    }
}
