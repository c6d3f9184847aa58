using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Particles;

/// <summary>Reads a table of particles, told by content: RELION STAR of any version, or a cryoSPARC dataset.</summary>
public static class ParticleTableReader
{
    /// <summary>Reads every particle row, in file order, and finds the image stacks.</summary>
    /// <exception cref="InputException">Not such a table; no poses; no CTF; no rows; a value out of range; a stack that is nowhere.</exception>
    public static ParticleTable Read(string path, ParticleReadOptions? options = null)
    {
        options ??= new ParticleReadOptions();
        return IsCryoSparc(path) ? CryoSparcParticles.Read(path, options)
            : options.Passthrough.Count > 0 ? throw new InputException(path, null, "a STAR file with passthrough files", "passthrough files only beside a cryoSPARC .cs file", "leave them out")
            : RelionParticles.Read(path, options);
    }

    /// <summary>True where a file starts as a cryoSPARC dataset does, whatever its name.</summary>
    internal static bool IsCryoSparc(string path)
    {
        using Stream stream = Storage.OpenRead(path);
        Span<byte> magic = stackalloc byte[6];
        int got = stream.ReadAtLeast(magic, 6, throwOnEndOfStream: false);
        return NpyFrame.IsMagic(magic[..got]) || CsDatReader.IsMagic(magic[..got]) || path.EndsWith(".cs", StringComparison.OrdinalIgnoreCase);
    }
}
