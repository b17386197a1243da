"""Protocols by the names that modelling tools give them: which of them encrypt what they carry."""

_ENCRYPTED = {
    *("https", "wss", "tls", "mtls", "ssl", "ssh", "sftp", "scp", "ftps", "ldaps", "smtps", "imaps", "pop3s", "amqps"),
    *("mqtts", "smtp-encrypted", "imap-encrypted", "pop3-encrypted", "jdbc-encrypted", "odbc-encrypted", "ssh-tunnel"),
    *("sql-access-protocol-encrypted", "nosql-access-protocol-encrypted", "text-encrypted", "binary-encrypted"),
    *("reverse-proxy-web-protocol-encrypted", "iiop-encrypted", "jrmp-encrypted"),
}
_PLAIN = {
    *("http", "ws", "ftp", "telnet", "ldap", "smtp", "imap", "pop3", "amqp", "mqtt", "jdbc", "odbc", "text", "binary"),
    *("sql-access-protocol", "nosql-access-protocol", "reverse-proxy-web-protocol", "tcp", "udp", "nfs", "smb"),
    *("iiop", "jrmp", "websocket", "socketio"),
}


def says_encrypted(protocol: str) -> bool | None:
    """Return whether a protocol encrypts what it carries by itself; None where its name does not tell."""
    name = protocol.strip().lower()
    if name in _ENCRYPTED:
        return True
    return False if name in _PLAIN else None
