pragma ComponentBehavior: Bound

import QtQuick
import DeskStyle
import Kiosk.Desk

Rectangle {
    id: root

    required property DeskViewModel desk

    width: 1600
    height: 1000
    color: Style.table

    Item {
        id: header
        x: Style.gap * 1.4
        width: parent.width - 2 * x
        height: 86

        Row {
            anchors.verticalCenter: parent.verticalCenter
            spacing: 26

            Bilingual {
                words: root.desk.labels.title
                size: 28
                bold: true
            }
            Rectangle {
                width: 1
                height: 44
                color: "#c3ccd6"
                anchors.verticalCenter: parent.verticalCenter
            }
            Bilingual {
                anchors.verticalCenter: parent.verticalCenter
                words: root.desk.labels.subtitle
                size: 16
                zhColor: Style.soft
            }
        }
        Text {
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            text: root.desk.message
            color: Style.trouble
            font.pixelSize: 15
        }
    }
    Row {
        anchors.top: header.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.leftMargin: Style.gap * 1.4
        anchors.rightMargin: Style.gap * 1.4
        anchors.bottomMargin: Style.gap * 1.4
        spacing: Style.gap

        Panel {
            z: 1 // a card that is dragged stays on top
            width: 640
            height: parent.height

            StationHead {
                id: readerHead
                width: parent.width
                station: root.desk.reader
                plugWords: root.desk.labels.plug
            }
            Reader {
                id: reader
                objectName: "reader"
                anchors.top: readerHead.bottom
                width: parent.width
                height: Math.max(210, parent.height - readerHead.height - readerFaults.height - cards.height - 34)
                desk: root.desk
            }
            FaultRow {
                id: readerFaults
                anchors.bottom: cards.top
                anchors.bottomMargin: 16
                width: parent.width
                station: root.desk.reader
                words: root.desk.labels.faults
            }
            Column {
                id: cards
                anchors.bottom: parent.bottom
                width: parent.width
                spacing: 8

                Bilingual {
                    words: root.desk.labels.cards
                    size: 14
                    zhColor: Style.soft
                }
                Grid {
                    columns: 4
                    spacing: 10

                    Repeater {
                        model: root.desk.cards

                        delegate: IdCard {
                            required property CardViewModel modelData

                            objectName: "card_" + modelData.number
                            card: modelData
                            width: (cards.width - 30) / 4
                            opacity: modelData.lying ? 0.25 : 1
                            onTapped: root.desk.place(modelData.number)
                        }
                    }
                }
            }
        }
        Panel {
            width: 400
            height: parent.height

            StationHead {
                id: receiptHead
                width: parent.width
                station: root.desk.receiptPrinter
                plugWords: root.desk.labels.plug
            }
            ReceiptStation {
                anchors.top: receiptHead.bottom
                anchors.bottom: receiptFoot.top
                anchors.bottomMargin: 14
                width: parent.width
                desk: root.desk
            }
            Column {
                id: receiptFoot
                anchors.bottom: parent.bottom
                width: parent.width
                spacing: 10

                Toggle {
                    objectName: "paper_low"
                    words: root.desk.labels.paperLow
                    on: root.desk.paperLow
                    onColor: "#e0a020"
                    onToggled: root.desk.togglePaperLow()
                }
                FaultRow {
                    width: parent.width
                    station: root.desk.receiptPrinter
                    words: root.desk.labels.faults
                }
            }
        }
        Panel {
            width: parent.width - 1040 - 2 * Style.gap
            height: parent.height

            StationHead {
                id: documentHead
                width: parent.width
                station: root.desk.documentPrinter
                plugWords: root.desk.labels.plug
            }
            DocumentStation {
                anchors.top: documentHead.bottom
                anchors.bottom: documentFaults.top
                anchors.bottomMargin: 14
                width: parent.width
                desk: root.desk
            }
            FaultRow {
                id: documentFaults
                anchors.bottom: parent.bottom
                width: parent.width
                station: root.desk.documentPrinter
                words: root.desk.labels.faults
            }
        }
    }
}
