"""What a signatory agrees to before signing on a screen, word for word, by version.

A text that was shown once is never changed: a new wording gets a new key, and each signature keeps
the key of what was agreed to.
"""

CONSENT = "persetujuan/1"
CONSENTS = {
    "persetujuan/1": (
        "Saya telah membaca naskah ini. Saya menandatanganinya atas nama sendiri dalam jabatan yang"
        " tertulis, dan menyetujui bahwa tanda tangan di layar ini adalah tanda tangan elektronik"
        " saya yang tidak tersertifikasi (UU ITE Pasal 11; PP 71/2019 Pasal 59 dan 60). Bentuk"
        " tanda tangan saya dicetak pada naskah akhir."
    ),
}

# Before signing the sealed file itself with a certificate.
CERTIFICATE_CONSENT = "persetujuan-sertifikat/1"
CERTIFICATE_CONSENTS = {
    "persetujuan-sertifikat/1": (
        "Saya telah membaca naskah akhir yang disegel ini. Saya menandatanganinya atas nama sendiri"
        " dalam jabatan yang tertulis, dengan sertifikat elektronik saya."
    ),
}
