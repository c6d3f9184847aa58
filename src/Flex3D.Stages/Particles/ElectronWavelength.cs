namespace Flex3D.Stages.Particles;

/// <summary>The wavelength of electrons at an acceleration voltage.</summary>
internal static class ElectronWavelength
{
    /// <summary>λ = 12.2643247 / √(E (1 + 0.978466e-6 E)) Å, E in volts.</summary>
    public static double Angstrom(double voltageKilovolt)
    {
        double volt = voltageKilovolt * 1e3;
        return 12.2643247 / Math.Sqrt(volt * (1 + 0.978466e-6 * volt));
    }
}
