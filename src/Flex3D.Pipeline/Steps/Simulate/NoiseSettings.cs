using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Simulation.Noise;

namespace Flex3D.Pipeline.Steps.Simulate;

/// <summary>Turns the settings of the noise into a spectrum.</summary>
internal static class NoiseSettings
{
    /// <summary>Returns the spectrum; null for white noise.</summary>
    /// <exception cref="InputException">Both a file and a model are given, or the file is no spectrum.</exception>
    public static PowerSpectrum? Of(SimulateOptions options)
    {
        if (options.NoiseSpectrum is null)
        {
            return options.NoiseModel switch { NoiseModel.Ice => PowerSpectrum.Ice, NoiseModel.Carbon => PowerSpectrum.Carbon, _ => null };
        }
        return options.NoiseModel == NoiseModel.White ? PowerSpectrumFile.Read(options.NoiseSpectrum)
            : throw new InputException("the pipeline", "simulate.noiseSpectrum", $"a file beside noiseModel {SettingDefinition.CamelCase(options.NoiseModel.ToString())}", "one of the two", "leave simulate.noiseModel out");
    }
}
