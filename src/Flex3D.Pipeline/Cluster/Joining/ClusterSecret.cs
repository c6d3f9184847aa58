using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Cluster.Joining;

/// <summary>The secret that head and workers share, and the certificate that follows from it.</summary>
/// <remarks>
/// Every machine derives the same key pair (P-256) from the secret and makes a certificate of it; TLS then proves to each side that the other holds the key, and so knows the secret, which is
/// itself never sent. A certificate with any other key is refused.
/// </remarks>
internal sealed class ClusterSecret
{
    /// <summary>The fewest bytes of a secret.</summary>
    public const int Shortest = 16;

    // The order of the group of P-256 (FIPS 186-4, D.1.2.3).
    private static readonly BigInteger Order = BigInteger.Parse("0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", System.Globalization.NumberStyles.HexNumber, null);

    private readonly byte[] _secret;

    private ClusterSecret(byte[] secret) => _secret = secret;

    /// <summary>Makes a secret that nobody knows.</summary>
    public static ClusterSecret Create() => new(RandomNumberGenerator.GetBytes(32));

    /// <summary>Reads a secret from a file: all its bytes, without white space at the end.</summary>
    /// <exception cref="InputException">The file is missing or too short.</exception>
    public static ClusterSecret Read(string path)
    {
        if (!Storage.Current.FileExists(path))
        {
            throw new InputException(path, null, "no such file", "the secret that head and workers share", "make one: head -c 32 /dev/urandom | base64 > FILE; chmod 600 FILE");
        }
        byte[] bytes = Storage.ReadAll(path);
        return Of(bytes, path);
    }

    /// <summary>Returns the secret of a text.</summary>
    /// <param name="path">The file that the text is from.</param>
    public static ClusterSecret Of(byte[] bytes, string path)
    {
        byte[] trimmed = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).TrimEnd());
        return trimmed.Length >= Shortest
            ? new(trimmed)
            : throw new InputException(path, null, $"a secret of {trimmed.Length} bytes", $"at least {Shortest}", "make one: head -c 32 /dev/urandom | base64 > FILE; chmod 600 FILE");
    }

    /// <summary>The secret as text, for a file that only its owner may read.</summary>
    public string ToText() => Convert.ToBase64String(_secret);

    /// <summary>Returns the secret that <see cref="ToText"/> wrote.</summary>
    public static ClusterSecret OfText(string text, string path)
    {
        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int length) && length >= Shortest ? new(bytes[..length]) : throw new InputException(path, "secret", "no secret", "what the head wrote", "start the head again");
    }

    /// <summary>Makes the certificate, with its private key.</summary>
    public X509Certificate2 Certificate()
    {
        byte[] bits = HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, 48, salt: null, info: "flex3d cluster, P-256 key"u8.ToArray());
        byte[] key = (new BigInteger(bits, isUnsigned: true, isBigEndian: true) % (Order - 1) + 1).ToByteArray(isUnsigned: true, isBigEndian: true);
        byte[] padded = new byte[32];
        key.CopyTo(padded, padded.Length - key.Length);
        using var pair = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = padded });
        var request = new CertificateRequest("CN=flex3d cluster", pair, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2120, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    /// <summary>Whether two certificates have the same key.</summary>
    public static bool SameKey(X509Certificate2 own, X509Certificate2? other) =>
        other is not null && own.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(other.PublicKey.ExportSubjectPublicKeyInfo());
}
